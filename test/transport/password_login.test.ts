// Logging in with a password, against servers that note what they are given. A real sshd is asked in the lab
// (test/lab/transport/password.test.ts).

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Server } from 'ssh2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionSettings } from '../../src/inventory/inventory.js';
import { type Connector, connectTo } from '../../src/transport/index.js';
import { ask, type Guard, servePasswords, takes } from './password_servers.js';
import { connectionSettingsOf, generateKey, publicKey } from './sshd.js';

const folder = mkdtempSync(join(tmpdir(), 'hostwright-login-'));
const path = (name: string) => join(folder, name);
beforeAll(() => {
  for (const name of ['host_key', 'user_key', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7'])
    generateKey(path(name));
  writeFileSync(path('no_config'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

const open: { readonly connector: Connector; readonly servers: Server[] }[] = [];
afterEach(async () => {
  for (const { connector, servers } of open.splice(0)) {
    await connector.close();
    for (const server of servers) server.close();
  }
});

async function serve(guard: Guard): Promise<{ readonly port: number; readonly log: string[] }> {
  const { server, ...served } = await servePasswords(path('host_key'), guard);
  open.at(-1)?.servers.push(server);
  return served;
}

function start(loginPassword?: string) {
  const connector = connectTo({
    acceptNewHostKeys: false,
    sshConfigFile: path('no_config'),
    loginPassword,
  });
  open.push({ connector, servers: [] });
  return async (port: number, more: Partial<ConnectionSettings> = {}) => {
    writeFileSync(path(`known_${port}`), `[127.0.0.1]:${port} ${publicKey(path('host_key'))}\n`);
    const settings = {
      ...connectionSettingsOf(port, path('user_key'), path(`known_${port}`)),
      user: 'ann',
      ...more,
    };
    const connection = await connector.connect(settings, new AbortController().signal);
    await connection.close();
  };
}

describe('a password', () => {
  it.each([
    ['password', ['password sesame']],
    ['keyboard-interactive', ['keyboard-interactive', 'answers sesame']],
  ] as const)('is given once, after the keys: %s', async (way, given) => {
    const logIn = start('sesame');
    const { port, log } = await serve(takes(way));
    await logIn(port);
    expect(log.filter((line) => line !== 'publickey')).toEqual(given);
  });

  it.each([[['password']], [['keyboard-interactive']], [['password', 'keyboard-interactive']]] as const)(
    'that is wrong is tried once, and told: %j',
    async (ways) => {
      const logIn = start('wrong');
      const { port, log } = await serve(takes(...ways));
      await expect(logIn(port)).rejects.toMatchObject({
        name: 'Unreachable',
        message: expect.stringMatching(/^loop: ann may not log in to .*the password that was given\)$/),
        advice: expect.stringContaining('it was tried once'),
      });
      await expect(logIn(port)).rejects.toMatchObject({
        message: 'loop refused the password that was given to log in',
      });
      expect(log.filter((line) => /wrong/.test(line))).toHaveLength(1);
    },
  );

  it('of the inventory is the one of its host', async () => {
    const logIn = start('wrong');
    const { port, log } = await serve(takes('password'));
    await logIn(port, { loginPassword: 'sesame' });
    expect(log.at(-1)).toBe('password sesame');
  });

  it('that three hosts refused goes to no other', async () => {
    const logIn = start('wrong');
    const servers = await Promise.all([1, 2, 3, 4].map(() => serve(takes('password'))));
    const ends = await Promise.allSettled(servers.map(({ port }, n) => logIn(port, { host: `h${n}` })));
    expect(ends.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    expect(servers.filter(({ log }) => log.includes('password wrong'))).toHaveLength(3);
  });

  it('is never sent where only keys are taken, and the message says so', async () => {
    const logIn = start('sesame');
    const { port, log } = await serve(takes('publickey'));
    await expect(logIn(port)).rejects.toThrow(/the password that was given \(not taken: only publickey\)\)$/);
    expect(log).not.toContain('password sesame');
  });

  it('gets its turn however many keys there are', async () => {
    const logIn = start('sesame');
    const names = ['k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7'];
    writeFileSync(path('no_config'), names.map((name) => `IdentityFile ${path(name)}\n`).join(''));
    const { port, log } = await serve(takes('publickey', 'password'));
    await logIn(port, { privateKeyFile: undefined });
    writeFileSync(path('no_config'), '');
    expect(log.filter((line) => line === 'publickey').length).toBeLessThanOrEqual(4);
    expect(log.at(-1)).toBe('password sesame');
  });

  it('answers no question but its own', async () => {
    const logIn = start('sesame');
    const { port, log } = await serve((attempt, lines) => {
      if (attempt.method !== 'keyboard-interactive') return attempt.reject(['keyboard-interactive']);
      ask(attempt, lines, [{ prompt: 'Password: ', echo: false }], () =>
        ask(attempt, lines, [{ prompt: 'Verification code: ', echo: false }], () => attempt.reject()),
      );
    });
    await expect(logIn(port)).rejects.toThrow(
      'loop: the login asks a question that no password answers: "Verification code:"',
    );
    expect(log).toEqual(['answers sesame']);
  });
});

it('where none is given, the message says how to give one', async () => {
  const logIn = start();
  const { port } = await serve(takes('password'));
  await expect(logIn(port)).rejects.toMatchObject({ advice: expect.stringContaining('--ask-pass') });
});
