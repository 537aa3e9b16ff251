// By which ways a login is tried that ssh_config forbids or allows: none that the real ssh would not try.

import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectTo } from '../../src/transport/index.js';
import { connectionSettingsOf, generateKey, publicKey } from './sshd.js';

const folder = mkdtempSync(join(tmpdir(), 'hostwright-ways-'));
const path = (name: string) => join(folder, name);
let server: ssh2.Server;
let port: number;
/** Of the client that is connected: ways that it has tried, and with which signatures. */
let tried: Set<string>;

beforeAll(async () => {
  for (const name of ['host', 'ed25519']) generateKey(path(name));
  generateKey(path('rsa'), 'rsa');
  // Whoever tries a password gives this one.
  writeFileSync(path('askpass'), '#!/bin/sh\necho wrong\n');
  chmodSync(path('askpass'), 0o700);
  server = new ssh2.Server({ hostKeys: [readFileSync(path('host'))] }, (client) => {
    client
      .on('error', () => undefined)
      .on('authentication', (context) => {
        if (context.method !== 'none') tried.add(context.method);
        if (context.method === 'publickey') tried.add(context.key.algo);
        const ways = ['publickey', 'password', 'keyboard-interactive'] as const;
        if (context.method !== 'keyboard-interactive') return context.reject([...ways]);
        context.prompt([{ prompt: 'Password: ', echo: false }], () => context.reject([...ways]));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  writeFileSync(path('known'), `[127.0.0.1]:${port} ${publicKey(path('host'))}\n`);
});
afterAll(async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  rmSync(folder, { recursive: true });
});

function configFile(lines: string): string {
  const keys = ['ed25519', 'rsa'].map((name) => `IdentityFile ${path(name)}`);
  const rest = [`UserKnownHostsFile ${path('known')}`, 'IdentitiesOnly yes', 'IdentityAgent none', ...keys];
  writeFileSync(path('config'), `${lines}\n${rest.join('\n')}\nNumberOfPasswordPrompts 1\n`);
  return path('config');
}

async function waysOfOurs(file: string): Promise<Set<string>> {
  tried = new Set();
  const connector = connectTo({ acceptNewHostKeys: false, sshConfigFile: file, loginPassword: 'wrong' });
  const settings = { ...connectionSettingsOf(port, '', ''), privateKeyFile: undefined, knownHostsFiles: [] };
  await connector.connect(settings, new AbortController().signal).catch(() => undefined);
  await connector.close();
  return tried;
}

async function waysOfSsh(file: string): Promise<Set<string>> {
  tried = new Set();
  const env = { ...process.env, SSH_ASKPASS: path('askpass'), SSH_ASKPASS_REQUIRE: 'force' };
  const args = ['-F', file, '-p', `${port}`, `${userInfo().username}@127.0.0.1`, 'true'];
  await new Promise<void>((resolve) => {
    execFile('ssh', args, { env }, () => resolve());
  });
  return tried;
}

it.each([
  ['', ['publickey', 'password']],
  ['PasswordAuthentication no', ['publickey', 'keyboard-interactive']],
  ['KbdInteractiveAuthentication no', ['publickey', 'password']],
  ['PasswordAuthentication no\nKbdInteractiveAuthentication no', ['publickey']],
  ['PubkeyAuthentication no', ['password']],
  ['PreferredAuthentications publickey', ['publickey']],
  ['PreferredAuthentications keyboard-interactive', ['keyboard-interactive']],
  ['PubkeyAcceptedAlgorithms ssh-ed25519', ['publickey', 'password']],
  ['PubkeyAcceptedAlgorithms rsa-sha2-256', ['publickey', 'password']],
  ['PubkeyAcceptedAlgorithms +ssh-rsa', ['publickey', 'password']],
])('%j: %j, and nothing that ssh would not try', async (lines, ways) => {
  const file = configFile(lines);
  const [we, they] = [await waysOfOurs(file), await waysOfSsh(file)];
  expect([...we].filter((way) => !they.has(way))).toEqual([]);
  expect(['publickey', 'password', 'keyboard-interactive'].filter((way) => we.has(way))).toEqual(ways);
});
