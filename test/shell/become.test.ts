// The commands that start shells, through every login shell that is installed here.

import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../../src/connection.js';
import { askingCommand, quietCommand } from '../../src/shell/become.js';
import { driverText, readText } from '../../src/shell/driver.js';
import { KNOWN_PATH } from '../../src/shell/login_environment.js';

type Become = Identity & { readonly kind: 'become' };
const methods = ['sudo', 'su', 'doas'] as const;

describe('the command for a channel', () => {
  it.each(methods)('has nothing that fish or csh read in a way of their own: %s', (method) => {
    const identity: Become = { kind: 'become', user: 'polkadot', method };
    expect(quietCommand(identity, readText)).not.toMatch(/[\n!\\]/);
    expect(askingCommand(identity, readText, 'hw0').command).not.toMatch(/[\n!\\]/);
  });

  it.each(methods)('quotes the user: %s', (method) => {
    const identity: Become = { kind: 'become', user: '$(id) x', method };
    if (method !== 'su') expect(quietCommand(identity, 'true')).toContain(`-u '$(id) x' --`);
    expect(askingCommand(identity, 'true', 'hw0').command).toContain(`'$(id) x'`);
  });

  it('of the login user is a plain sh', () => {
    const command = `exec sh -c 'IFS= read -r hw_line; eval "$hw_line"'`;
    expect(quietCommand({ kind: 'login' }, readText)).toBe(command);
  });
});

describe('the prompt', () => {
  it.each<[(typeof methods)[number], string, boolean]>([
    ['sudo', 'motd: \nhw0:', true],
    ['sudo', 'Password: ', false],
    ['su', 'hw0-ask\nPassword: ', true],
    ['su', 'hw0-ask\nYour password will expire in 3 days.\nPassword:', true],
    ['su', 'hw0-ask\n', false],
    ['su', 'Password: ', false],
    ['doas', 'hw0-ask\n\rdoas (ann@h1) password: ', true],
    ['doas', 'doas (ann@h1) password: ', false],
  ])('of %s in %j: %j', (method, said, asked) => {
    const { prompt } = askingCommand({ kind: 'become', user: 'root', method }, 'true', 'hw0');
    expect(prompt.test(said)).toBe(asked);
  });
});

describe('the environment that reaches whoever is become', () => {
  // Root becomes root without a question; what su hands on is the same for all.
  it.runIf(userInfo().uid === 0)('through su is a known one', () => {
    const env = { ...process.env, BASH_ENV: '/bait', LD_PRELOAD: '', 'BASH_FUNC_id%%': '() { echo bait; }' };
    const { command } = askingCommand({ kind: 'become', user: 'root', method: 'su' }, 'env', 'hw0');
    const { stdout } = spawnSync('sh', ['-c', command], {
      env: { ...env, PATH: `/bait:${process.env.PATH}` },
    });
    expect(stdout.toString()).not.toContain('bait');
    expect(stdout.toString()).toContain(`PATH=${KNOWN_PATH}`);
  });

  it.each(['bash', 'dash'])('finds the system’s programs before those of the login, in %s', (shell) => {
    const [begin = ''] = driverText('a'.repeat(32), 'become').split('\nhw_held=');
    const input = `${begin}\necho "PATH=$PATH"\n`;
    const { stdout } = spawnSync(shell, {
      input,
      env: { ...process.env, PATH: `/bait:${process.env.PATH}` },
    });
    expect(stdout.toString()).toContain(`PATH=${KNOWN_PATH}:/bait:`);
  });
});
