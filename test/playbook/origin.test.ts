// Which line of the user's files a line of a written file comes from: of the playbook, of a template, of a file.

import { expect, it } from 'vitest';
import { copy } from '../../src/modules/copy.js';
import { template } from '../../src/modules/template.js';
import { originOf } from '../../src/playbook/origin.js';
import { parsePlaybook } from '../../src/playbook/parse.js';
import { resolveTask } from '../../src/playbook/resolve.js';
import { filesOf, scopeOf } from '../expression/scopes.js';

const inline = 'copy: { dest: /d, content: "one\\n" }';
const block = 'copy:\n        dest: /d\n        content: |\n          one\n          port {{port}}\n';
const playbook = (task: string) => `- hosts: all\n  tasks:\n    - ${task}\n`;

it.each([
  ['a text in one line', inline, 1, 'site.yml:3'],
  ['a text of several lines', block, 2, 'site.yml:7'],
  ['a file', 'copy: { dest: /d, src: plain.txt }', 2, 'plain.txt:2'],
  ['a template', 'template: { dest: /d, src: site.hbs }', 2, 'site.hbs:2'],
])('%s', (_, task, line, place) => {
  const text = playbook(task);
  const files = { 'site.yml': text, 'plain.txt': 'a\nb\n', 'site.hbs': 'one\nport {{port}}\n' };
  const context = { files: filesOf(files) };
  const modules = new Map([copy, template].map((module) => [module.name, module]));
  const part = parsePlaybook(text, 'site.yml', modules).plays[0]?.tasks[0];
  if (part?.kind !== 'task') throw new Error('no task');
  const module = modules.get(part.module);
  if (!module) throw new Error('no module');
  const [item] = resolveTask(part, module, scopeOf('port: 1'), context);
  if (item?.kind !== 'ready') throw new Error('not ready');
  const origin = originOf(part, module, item, line, context);
  expect(origin && `${origin.place.file}:${origin.place.line}`).toBe(place);
});
