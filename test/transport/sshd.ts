// A real sshd on a loopback port, with keys and configuration of its own in a temporary folder.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionSettings } from '../../src/inventory/inventory.js';

export interface TestSshd {
  readonly port: number;
  readonly folder: string;
  readonly hostKeyFile: string;
  readonly userKeyFile: string;
  readonly knownHostsFile: string;
  /** How to reach it, with the right key and a known host key. */
  readonly settings: ConnectionSettings;
  /** Kills the processes that serve connections, as a network that fails would end them. */
  cutConnections(): void;
  /** How many connections there are. */
  connections(): number;
  stop(): Promise<void>;
}

/**
 * @param options lines for sshd_config, before the standard ones (the first one of a name holds)
 * @param env what the server finds in its environment besides that of this process
 */
export async function startSshd(
  options: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<TestSshd> {
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-sshd-'));
  const path = (name: string) => join(folder, name);
  const port = await freePort();
  generateKey(path('host_key'));
  generateKey(path('user_key'));
  execFileSync('cp', [path('user_key.pub'), path('authorized_keys')]);
  writeFileSync(path('known_hosts'), `[127.0.0.1]:${port} ${publicKey(path('host_key'))}\n`);
  writeFileSync(path('sshd_config'), configLines(port, path, options).join('\n'));
  // sshd as root insists on this folder; Debian's service unit makes it.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', path('sshd_config')], {
    stdio: 'ignore',
    env: { ...process.env, ...env },
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await waitForPort(port);
  return {
    port,
    folder,
    hostKeyFile: path('host_key'),
    userKeyFile: path('user_key'),
    knownHostsFile: path('known_hosts'),
    settings: connectionSettingsOf(port, path('user_key'), path('known_hosts')),
    cutConnections: () => killChildren(server.pid),
    connections: () => childrenOf(server.pid).length,
    stop: async () => {
      killChildren(server.pid);
      server.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

export function connectionSettingsOf(
  port: number,
  privateKeyFile: string,
  knownHostsFile: string,
): ConnectionSettings {
  return {
    host: 'loop',
    connection: 'builtin ssh',
    address: '127.0.0.1',
    port,
    user: userInfo().username,
    privateKeyFile,
    knownHostsFiles: [knownHostsFile],
    jump: undefined,
    connectTimeout: 5,
  };
}

/** Makes `file` and `file.pub`. */
export function generateKey(file: string, type = 'ed25519', passphrase = ''): void {
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'test', '-f', file]);
}

/** `ssh-ed25519 AAAA...`, without the comment. */
export function publicKey(file: string, passphrase = ''): string {
  return execFileSync('ssh-keygen', ['-y', '-P', passphrase, '-f', file], { encoding: 'utf8' })
    .split(' ')
    .slice(0, 2)
    .join(' ')
    .trim();
}

/** Nobody listens there, and it is none of those that the system hands out (from 32768), so that it stays free. */
export async function freePort(): Promise<number> {
  const port = 10_000 + randomInt(20_000);
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  });
  if (!isFree) return freePort();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function configLines(
  port: number,
  path: (name: string) => string,
  options: readonly string[],
): readonly string[] {
  return [
    ...options,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${path('host_key')}`,
    `AuthorizedKeysFile ${path('authorized_keys')}`,
    `PidFile ${path('pid')}`,
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    // The folder lies below /tmp, which everybody may write.
    'StrictModes no',
    'LogLevel ERROR',
    '',
  ];
}

async function waitForPort(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('close', () => socket.destroy());
      socket.end();
    });
    if (open) return;
    await sleep(50);
  }
  throw new Error(`sshd does not listen on port ${port}`);
}

function killChildren(pid: number | undefined): void {
  // kill(1) complains of one that has just ended, and that is all.
  spawnSync('kill', ['-KILL', ...childrenOf(pid).map(String)]);
}

function childrenOf(pid: number | undefined): readonly number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return stdout.split(/\s+/).filter(Boolean).map(Number);
}
