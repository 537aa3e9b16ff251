// The commands that start shells, through every login shell that is installed here.

import { describe, expect, it } from 'vitest';
import type { Identity } from '../../src/connection.js';
import { askingCommand, quietCommand } from '../../src/shell/become.js';
import { readText } from '../../src/shell/driver.js';

type Become = Identity & { readonly kind: 'become' };
const methods = ['sudo', 'su', 'doas'] as const;

describe('the command for a channel', () => {
  it.each(methods)('has nothing that fish or csh read in a way of their own: %s', (method) => {
    const identity: Become = { kind: 'become', user: 'polkadot', method };
    expect(quietCommand(identity, readText(1234))).not.toMatch(/[\n!\\]/);
    expect(askingCommand(identity, readText(1234), 'hw0').command).not.toMatch(/[\n!\\]/);
  });

  it.each(methods)('quotes the user: %s', (method) => {
    const identity: Become = { kind: 'become', user: '$(id) x', method };
    if (method !== 'su') expect(quietCommand(identity, 'true')).toContain(`-u '$(id) x' --`);
    expect(askingCommand(identity, 'true', 'hw0').command).toContain(`'$(id) x'`);
  });

  it('of the login user is a plain sh', () => {
    const command = `exec sh -c 'eval "$(dd bs=1 count=1234 2>/dev/null)"'`;
    expect(quietCommand({ kind: 'login' }, readText(1234))).toBe(command);
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
