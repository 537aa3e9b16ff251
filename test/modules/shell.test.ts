// What shell decides. Its guards: test/module_parts/guards.test.ts.

import { describe, expect, it } from 'vitest';
import { refusals, verdictOf } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

const notRun = { ran: false, held: null, place: true };

function scriptOf(params: object): string {
  const verdict = verdictOf('shell', params, notRun);
  const step = verdict?.kind === 'change' ? verdict.steps[0] : undefined;
  return step?.kind === 'sh' ? step.script : '';
}

it('runs the text as it is', () => {
  const cmd = 'for x in 1 2; do\n  echo "$x" | cat\ndone; exit 3';
  expect(scriptOf({ cmd })).toBe(cmd);
});

describe.each(localShells)('$name', ({ shell }) => {
  it('stays out where chdir fails', () => {
    const { code, stdout } = runLocally(shell, scriptOf({ cmd: 'echo ran', chdir: '/no such' }));
    expect([code === 0, stdout.toString()]).toEqual([false, '']);
  });
});

describe.each(localShells)('$name', ({ shell }) => {
  it('says by its code that there is no such shell', () => {
    expect(runLocally(shell, scriptOf({ cmd: 'true', executable: '/bin/bash' })).code).toBe(0);
    const { code } = runLocally(shell, scriptOf({ cmd: 'true', executable: '/no/such' }));
    expect(code).toBe(shell[0] === 'bash' ? 127 : 2);
  });
});

it('wants a text', () => {
  expect(refusals('shell', {})).toHaveLength(1);
  expect(refusals('shell', { cmd: '' })).toHaveLength(1);
});
