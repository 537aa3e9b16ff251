// Where meta cannot stand.

import { expect, it } from 'vitest';
import { modulesByName } from '../../src/modules/index.js';
import { parsePlaybook } from '../../src/playbook/parse.js';
import { ProblemError } from '../../src/problem.js';

function problemsIn(text: string): readonly string[] {
  try {
    parsePlaybook(`- hosts: all\n${text}`, 'site.yml', modulesByName);
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(({ message, place }) => `${place?.line}:${place?.column}: ${message}`);
  }
}

it.each([
  ['  tasks: [{ meta: flush_handlers }]', []],
  ['  handlers: [{ meta: flush_handlers }]', ['2:14: meta cannot be a handler']],
  ['  handlers: [{ name: h, block: [{ meta: flush_handlers }] }]', ['2:33: meta cannot be a handler']],
  [
    '  handlers: [{ name: h, block: [{ debug: { msg: x } }], validate: "true" }]',
    ['2:14: a handler cannot be put back'],
  ],
  [
    '  tasks:\n    - validate: "true"\n      block: [{ meta: noop }]',
    ['4:15: meta cannot stand in a block that is put back'],
  ],
  [
    '  tasks:\n    - block: [{ command: id, irreversible: true }]\n      prove: [{ meta: noop }]',
    ['4:15: meta cannot stand in a block that is put back'],
  ],
])('%s', (text, problems) => expect(problemsIn(text)).toEqual(problems));
