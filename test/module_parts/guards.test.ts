import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Guarded,
  planCommand,
  probeGuards,
  readGuards,
  resultOfNoRun,
} from '../../src/module_parts/guards.js';
import { localShells, runLocally } from '../modules/local_shell.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright guards-`);
  symlinkSync('nowhere', `${folder}/there`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(localShells)('$name', ({ shell }) => {
  it.each([
    ['no guard', {}, { held: null, place: true }],
    ['creates what is there', { creates: 'there' }, { held: 'creates' }],
    ['creates what is not', { creates: 'gone' }, { held: null }],
    ['removes what is there', { removes: 'there' }, { held: null }],
    ['removes what is not', { removes: 'gone/deep' }, { held: 'removes' }],
    ['unless succeeds', { unless: '[ -L there ]' }, { held: 'unless' }],
    ['unless fails', { unless: 'false' }, { held: null }],
    ['unless is no sh', { unless: 'if (' }, { held: null }],
    ['unless runs no program that is there', { unless: 'no-such-program' }, { held: null }],
    ['only_if succeeds', { only_if: 'exit 0' }, { held: null }],
    ['only_if fails', { only_if: 'exit 7' }, { held: 'only_if' }],
    [
      'only_if says something',
      { only_if: 'echo held=creates; echo place=no >&2' },
      { held: null, place: true },
    ],
    ['only_if reads', { only_if: '! read -r line' }, { held: null }],
    ['the first guard that holds', { removes: 'gone', only_if: 'false' }, { held: 'removes' }],
    ['no place to run in', { chdir: 'gone', unless: 'true' }, { held: null, place: false }],
    ['no place, but no need', { chdir: 'gone', creates: 'there' }, { held: 'creates', place: true }],
  ])('%s', (_title, guards: Guarded, found) => {
    const here = { ...guards, chdir: `${folder}/${guards.chdir ?? ''}` };
    if (guards.creates) here.creates = `${folder}/${guards.creates}`;
    if (guards.removes) here.removes = `${folder}/${guards.removes}`;
    const output = runLocally(shell, probeGuards(here), Buffer.from('not for guards\n'));
    expect(output).toMatchObject({ code: 0, stderr: Buffer.alloc(0) });
    expect(readGuards(output)).toMatchObject({ ran: false, ...found });
    expect(readdirSync(folder)).toEqual(['there']);
  });
});

it('tells which path let it not run', () => {
  const told = (guards: Guarded, held: 'creates' | 'removes' | null) =>
    resultOfNoRun(['x'], guards, { ran: false, held, place: true });
  expect(told({ creates: '/a' }, 'creates')).toMatchObject({
    ...{ cmd: ['x'], rc: 0, stdout: '' },
    msg: "Did not run command since '/a' exists",
  });
  expect(told({ removes: '/a' }, 'removes').msg).toBe("Did not run command since '/a' does not exist");
  expect(told({ creates: '/a' }, null)).not.toHaveProperty('msg');
});

it('does nothing where a guard holds, and cannot run in no directory', () => {
  expect(planCommand({}, { ran: false, held: 'creates', place: true }, 'x', 'x')).toBeNull();
  const found = { ran: false, held: null, place: false } as const;
  // ansible-core 2.14 registers no code either.
  expect(planCommand({ chdir: '/srv/x' }, found, 'x', ['x'])).toMatchObject({
    kind: 'missing',
    why: 'there is no directory /srv/x to run in, or it may not be entered',
    result: { cmd: ['x'], rc: null, stdout: '', stderr_lines: [] },
  });
});
