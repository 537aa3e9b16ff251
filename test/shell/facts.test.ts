import { execFileSync } from 'node:child_process';
import { hostname, machine, release, userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ProbeError } from '../../src/module.js';
import { factsScript, readFacts } from '../../src/shell/facts.js';

const run = (shell: readonly string[], script: string) => {
  const [program = '', ...words] = shell;
  const stdout = execFileSync(program, [...words, '-c', script], { env: { ...process.env, USER: '' } });
  return readFacts({ code: 0, stdout, stderr: Buffer.alloc(0) });
};

describe.each([[['dash']], [['bash']], [['busybox', 'sh']]])('facts through %j', (shell) => {
  const expected = {
    system: 'Linux',
    nodename: hostname(),
    kernel: release(),
    architecture: machine(),
    user_id: userInfo().username,
  };

  it('are those of this machine', () => {
    expect(run(shell, factsScript)).toMatchObject(expected);
  });

  it('are the same where the kernel has no files to tell them', () => {
    const elsewhere = factsScript.replace('/proc/sys/kernel/arch', '/proc/none');
    expect(run(shell, elsewhere)).toMatchObject(expected);
  });
});

it('what is not the output of the script is no fact', () => {
  const said = { stdout: Buffer.from('sh: not found'), stderr: Buffer.alloc(0) };
  expect(() => readFacts({ code: 0, ...said })).toThrow(ProbeError);
  expect(() => readFacts({ code: 127, ...said })).toThrow(ProbeError);
});
