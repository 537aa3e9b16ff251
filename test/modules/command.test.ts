// What command decides, and that its arguments arrive. Its guards: test/module_parts/guards.test.ts.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusals, verdictOf } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

const notRun = { ran: false, held: null, place: true };

function scriptOf(params: object): string {
  const verdict = verdictOf('command', params, notRun);
  const step = verdict?.kind === 'change' ? verdict.steps[0] : undefined;
  if (step?.kind !== 'sh') throw new Error(`expected one step of sh, not ${JSON.stringify(verdict)}`);
  return step.script;
}

/** What a program that cannot start comes to; then the program takes the place of the shell. */
const trap = "trap 'case $? in 127) exit 2 ;; 126) exit 13 ;; esac' EXIT\n";

it.each([
  [{ cmd: 'id -un' }, `${trap}exec id -un`],
  [{ cmd: 'echo "a  b" $HOME *' }, `${trap}exec echo 'a  b' '$HOME' '*'`],
  [{ argv: ['echo', "it's"] }, `${trap}exec echo 'it'\\''s'`],
  [{ cmd: 'ls', chdir: '/srv/my site' }, `cd '/srv/my site' || exit\n${trap}exec ls`],
])('%j', (params, script) => {
  expect(scriptOf(params)).toBe(script);
});

it('has never run, and its exit code judges it', () => {
  expect(verdictOf('command', { cmd: 'cat', stdin: 'a\0b' }, notRun)).toEqual({
    kind: 'change',
    fields: [{ name: 'ran', from: false, to: true }],
    steps: [{ kind: 'sh', script: `${trap}exec cat`, input: Buffer.from('a\0b') }],
    judge: 'exit',
  });
});

it.each([
  [{}, 'cmd: write either cmd or argv'],
  [{ cmd: 'x', argv: ['x'] }, 'cmd: write either cmd or argv'],
  [{ cmd: "it's" }, 'cmd: a quote is not closed, or the last backslash escapes nothing'],
  [{ cmd: '  ' }, 'cmd: it does not begin with the name of a program'],
  [{ argv: ['-x'] }, 'cmd: it does not begin with the name of a program'],
])('refuses %j', (params, message) => {
  expect(refusals('command', params)).toContain(message);
});

describe.each(localShells)('$name', ({ shell }) => {
  it('hands over every argument as it is', () => {
    const argument = fc
      .string({ unit: 'binary', maxLength: 30 })
      .filter((text) => !/[\0\ud800-\udfff]/.test(text));
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 5 }), (words) => {
        const argv = ['printf', '%s\\0', ...words, 'end'];
        const { stdout } = runLocally(shell, scriptOf({ argv }));
        expect(stdout.toString()).toBe([...words, 'end', ''].join('\0'));
      }),
      { numRuns: 20, examples: [[['-n', '\'"$(reboot)`x`\\n\n*', 'läuft', '', '--help']]] },
    );
  });

  it('runs a program, not a builtin of the shell', () => {
    expect(runLocally(shell, scriptOf({ argv: ['printenv', 'LC_ALL'] })).stdout.toString()).toBe('C\n');
    expect(runLocally(shell, scriptOf({ argv: ['cd', '/'] })).code).toBe(2);
  });

  it('says why a program cannot start as the system does, and takes every code of one that ran', () => {
    const { code, stderr } = runLocally(shell, scriptOf({ argv: ['no-such-program', 'x'] }));
    expect([code, stderr.toString()]).toEqual([2, expect.stringContaining('no-such-program: not found')]);
    for (const own of [0, 1, 2, 13, 126, 127]) {
      expect(runLocally(shell, scriptOf({ argv: ['sh', '-c', `exit ${own}`] })).code).toBe(own);
    }
    if (shell[0] !== 'bash') expect(runLocally(shell, scriptOf({ argv: ['/etc/passwd'] })).code).toBe(13);
  });
});
