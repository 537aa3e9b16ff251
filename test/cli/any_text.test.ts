// Whatever stands in a user's files, what comes of it is a run or problems with their places: never a stack trace,
// never an endless loop. The texts are real ones with parts deleted, doubled, swapped or replaced by syntax.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkRun } from '../../src/engine/preflight.js';
import { localFiles } from '../../src/files/files.js';
import { givenBy } from '../../src/inventory/given.js';
import type { Inventory } from '../../src/inventory/inventory.js';
import { parseInventory } from '../../src/inventory/parse.js';
import { modulesByName } from '../../src/modules/index.js';
import type { Playbook } from '../../src/playbook/play.js';
import { type Place, ProblemError } from '../../src/problem.js';
import { parseShipped, shippedFiles } from '../playbooks/shipped.js';
import { root } from './hostwright.js';

const inventoryFile = join(root, 'inventory.example.yml');
const inventoryText = readFileSync(inventoryFile, 'utf8');

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

const modelInventory = parseInventory(inventoryText, inventoryFile);
const modelPlaybook = parseShipped();

function check(playbook: Playbook, inventory: Inventory): void {
  checkRun({
    playbook,
    hostsOf: () => [...inventory.hosts.values()],
    modules: modulesByName,
    files: localFiles([join(root, 'templates')]),
    given: givenBy(inventory),
    tags: undefined,
    isHost: () => true,
  });
}

const checkPlaybook = (text: string, file: string) =>
  check(parseShipped(new Map([[file, text]])), modelInventory);
const checkInventory = (text: string) => check(modelPlaybook, parseInventory(text, inventoryFile));

/** Milliseconds of CPU for one file: what takes more is on its way to never ending. */
const patience = 5000;

/** A run, or problems whose words are ours and whose places are in the file. */
function expectProblems(text: string, file: string, work: (text: string, file: string) => void): void {
  const began = process.cpuUsage();
  try {
    work(text, file);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const lines = text.split(/\r\n?|\n/);
    expect(error.problems.length).toBeGreaterThan(0);
    expect(error.problems.filter(({ message }) => notOurs.test(message))).toEqual([]);
    expect(
      error.problems.filter(({ place }) => !place || (place.file === file && !isIn(lines, place))),
    ).toEqual([]);
  }
  expect(process.cpuUsage(began).user / 1000).toBeLessThan(patience);
}

const notOurs = /\bundefined\b|\[object|\bat .*\.[jt]s:/;

function isIn(lines: readonly string[], { line, column }: Place): boolean {
  const length = lines[line - 1]?.length;
  return length !== undefined && column >= 1 && column <= length + 1;
}

it('the files themselves are fine', () => {
  check(modelPlaybook, modelInventory);
});

/** In all. */
const count = Number(process.env.SPOILED ?? 2000);

// The seed makes every run the same, so that a failure is found again.
it.each([
  ['playbook, or file of its roles', [...shippedFiles], checkPlaybook, count / 4],
  ['inventory', [[inventoryFile, inventoryText]], checkInventory, (count * 3) / 4],
] as const)(
  'a spoiled %s is run or refused',
  (_what, files, work, numRuns) => {
    fc.assert(
      fc.property(fc.constantFrom(...files), edits, ([file, text], changes) =>
        expectProblems(spoil(text, changes), file, work),
      ),
      { numRuns, seed: 6 },
    );
  },
  60_000 + count * 40,
);
