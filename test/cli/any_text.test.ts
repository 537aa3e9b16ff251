// Whatever stands in a user's files, what comes of it is a run or problems with their places: never a stack trace,
// never an endless loop. The texts are real ones with parts deleted, doubled, swapped or replaced by syntax.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkRun } from '../../src/engine/check.js';
import { localFiles } from '../../src/files/files.js';
import { givenTo } from '../../src/inventory/given.js';
import { parseInventory } from '../../src/inventory/parse.js';
import { modulesByName } from '../../src/modules/index.js';
import { parsePlaybook } from '../../src/playbook/parse.js';
import { ProblemError } from '../../src/problem.js';
import { root } from './hostwright.js';

const playbookFile = join(root, 'playbooks/secure-websocket.yml');
const playbookText = readFileSync(playbookFile, 'utf8');
const inventoryText = readFileSync(join(root, 'inventory.example.yml'), 'utf8');

const syntax = [
  ...['{{', '}}', '{{{x}}}', '{{#if x}}', '{{/if}}', '{{> x}}', '{{else}}', '{{lookup "file" "x"}}'],
  ...[
    ': ',
    '- ',
    '? ',
    '|',
    '>-',
    '#',
    "'",
    '"',
    '[',
    ']',
    '{',
    '}',
    ',',
    '\t',
    '\n',
    '\r',
    '---\n',
    '...\n',
  ],
  ...['null', '~', 'yes', '0644', '1e999', '-.inf', '12:30', '!!binary x', '!!js/function x', '!x'],
  ...['&a', '*a', '<<: *a', '&a [*a]', '__proto__: x', 'constructor: x', 'hosts: all', 'item', '%', '@', '`'],
  ...['\u0000', '\u2028', '\ufeff', '\u{1f600}', '\ud800', 'é', '&&', '||', '!', '== ""', 'has(', '?:', '..'],
];

/** How a text is spoiled: where, how much of it, and what stands there instead. */
const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(40),
    by: fc.oneof(fc.constantFrom('', 'twice', 'swapped'), fc.constantFrom(...syntax)),
  }),
  { minLength: 1, maxLength: 4 },
);

function spoil(text: string, changes: readonly { at: number; length: number; by: string }[]): string {
  return changes.reduce((current, { at, length, by }) => {
    const start = Math.floor(at * current.length);
    const [before, part, after] = [
      current.slice(0, start),
      current.slice(start, start + length),
      current.slice(start + length),
    ];
    if (by === 'twice') return before + part + part + after;
    if (by === 'swapped') return part + before + after;
    return before + by + after;
  }, text);
}

function check(playbook: string, inventory: string): void {
  const parsed = parsePlaybook(playbook, playbookFile, modulesByName);
  const hosts = parseInventory(inventory, 'inventory.yml');
  checkRun({
    playbook: parsed,
    hostsOf: () => [...hosts.hosts.values()],
    modules: modulesByName,
    files: localFiles([join(root, 'templates')]),
    given: (host) => givenTo(host, hosts),
    tags: undefined,
    isHost: () => true,
  });
}

it('the files themselves are fine', () => check(playbookText, inventoryText));

it.each([
  ['playbook', (text: string) => check(text, inventoryText), playbookText],
  ['inventory', (text: string) => check(playbookText, text), inventoryText],
])('a spoiled %s is run or refused', (_what, checkText, text) => {
  fc.assert(
    fc.property(edits, (changes) => {
      try {
        checkText(spoil(text, changes));
      } catch (error) {
        expect(error).toBeInstanceOf(ProblemError);
        const { problems } = error as ProblemError;
        expect(problems.length).toBeGreaterThan(0);
        for (const { message } of problems)
          expect(message).not.toMatch(/\bundefined\b|\[object|\bat .*\.[jt]s:/);
      }
    }),
    { numRuns: 400 },
  );
});
