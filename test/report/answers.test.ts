// Answers of many hosts to one task, as a person reads them.

import { expect, it } from 'vitest';
import type { TaskOutcome } from '../../src/event.js';
import { openAnswers } from '../../src/report/answers.js';
import { fakeStream } from './streams.js';

const task = {
  id: 1,
  name: 'command',
  module: 'command',
  place: { file: '-', line: 1, column: 1 },
  handler: false,
};

function answer(host: string, stdout: string, more: Partial<TaskOutcome> = {}): TaskOutcome {
  const output = { code: 0, stdout, stderr: '' };
  return { type: 'outcome', host, task, status: 'changed', fields: [], output, ms: Math.random(), ...more };
}

function shown(outcomes: readonly TaskOutcome[], hosts: readonly string[], rows?: number) {
  const [out, err] = [fakeStream(80), fakeStream(80, rows)];
  const report = openAnswers({ stdout: out.stream, stderr: err.stream, colour: false });
  report.on({ type: 'run', version: 2, mode: 'apply', playbook: 'x', hosts });
  for (const outcome of outcomes) {
    report.on(outcome);
    report.on({ type: 'host', host: outcome.host, state: 'done' });
  }
  report.on({ type: 'recap', hosts: {}, ms: 1, interrupted: false });
  return { out: out.text(), err: err.text() };
}

it('shows equal answers once, in the order of the hosts, failures last', () => {
  const failed = { status: 'failed', output: { code: 3, stdout: 'half\n', stderr: 'no\tway\n' } } as const;
  const unreachable = { status: 'unreachable', message: 'nobody answers' } as const;
  const { output: _, ...lost } = answer('h5', '', unreachable);
  const outcomes = [
    answer('h4', '', failed),
    answer('h3', 'a\n'),
    lost,
    answer('h2', 'b\nc\n'),
    answer('h1', 'a\n'),
  ];
  expect(shown(outcomes, ['h1', 'h2', 'h3', 'h4', 'h5'])).toEqual({
    out: `h1, h3
  a
h2
  b
  c
h4: failed, exit code 3
  half
  no    way
h5: unreachable
  command  nobody answers
`,
    err: '',
  });
});

it('gives the advice of failures, and what no output tells', () => {
  const output = { code: 1, stdout: 'half\n', stderr: '' };
  const failed = {
    status: 'failed',
    message: 'timeout: command took longer than 5 s',
    advice: 'wait',
    output,
  } as const;
  const told = { status: 'failed', message: 'exit 1: half', output } as const;
  const { output: _, ...lost } = answer('h3', '', { status: 'unreachable', message: 'gone', advice: 'a\nb' });
  expect(
    shown([answer('h1', '', failed), answer('h2', '', told), lost], ['h1', 'h2', 'h3']).out,
  ).toBe(`h1: failed, exit code 1
  timeout: command took longer than 5 s
  half
  wait
h2: failed, exit code 1
  half
h3: unreachable
  command  gone
  a
  b
`);
});

it('says what a module did, and names all hosts where all agree', () => {
  const fields = [{ name: 'state', from: 'absent', to: 'directory' }];
  const outcomes = ['h1', 'h2'].map((host): TaskOutcome => {
    const { output: _, ...outcome } = answer(host, '', { fields });
    return outcome;
  });
  expect(shown(outcomes, ['h1', 'h2']).out).toBe(
    'all 2 hosts: changed\n  command  state: absent -> directory\n',
  );
});

it('lets no host move the cursor or pose as another', () => {
  expect(shown([answer('h1', '\x1b[2Jx\rh2: ok\n')], ['h1']).out).toBe('h1\n  \\x1b[2Jx\\rh2: ok\n');
});

it('counts on a terminal while hosts are at work, and leaves nothing of it', () => {
  const { err } = shown([answer('h1', 'a'), answer('h2', 'a')], ['h1', 'h2'], 24);
  expect(err).toBe('\r\x1b[K1 of 2 hosts done\r\x1b[K2 of 2 hosts done\r\x1b[K');
});
