// The ssh of this machine logs in with a password, against servers that note what they are given: once, to a host whose key
// is known, and where no other user can see it. A real sshd: test/lab/transport/odd_sshd.long.test.ts.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Server } from 'ssh2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionSettings } from '../../src/inventory/inventory.js';
import { type Connector, type ConnectorOptions, connectTo } from '../../src/transport/index.js';
import type { HostPassword } from '../../src/transport/password.js';
import { lend } from '../../src/transport/password_loan.js';
import { ask, type Guard, servePasswords, settle, takes } from './password_servers.js';
import { connectionSettingsOf, generateKey, publicKey } from './sshd.js';

const folder = mkdtempSync(join(tmpdir(), 'hostwright-system-password-'));
const path = (name: string) => join(folder, name);
const passphrase = 'not the password';
beforeAll(() => {
  for (const name of ['host_key', 'user_key', 'stranger']) generateKey(path(name));
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', path('closed')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const opened: { readonly connectors: Connector[]; readonly servers: Server[] } = {
  connectors: [],
  servers: [],
};
afterEach(async () => {
  for (const connector of opened.connectors.splice(0)) await connector.close();
  for (const server of opened.servers.splice(0)) server.close();
});

async function serve(guard: Guard, hostKey = 'host_key') {
  const { server, ...served } = await servePasswords(path(hostKey), guard);
  opened.servers.push(server);
  return served;
}

/** @param config lines of ssh_config */
function start(options: Partial<ConnectorOptions>, config = '') {
  writeFileSync(path('config'), config);
  const connector = connectTo({ acceptNewHostKeys: false, sshConfigFile: path('config'), ...options });
  opened.connectors.push(connector);
  return async (port: number, more: Partial<ConnectionSettings> = {}, { signal } = new AbortController()) => {
    writeFileSync(path(`known_${port}`), `[127.0.0.1]:${port} ${publicKey(path('host_key'))}\n`);
    const settings = connectionSettingsOf(port, path('user_key'), path(`known_${port}`));
    const own = { ...settings, user: 'ann', connection: 'system ssh', ...more } as const;
    const connection = await connector.connect(own, signal);
    await connection.close();
  };
}

const passwordsIn = (log: readonly string[]) => log.filter((line) => /^(password|answers) /.test(line));

/** What every user of this machine can see of its processes, or their owner can. */
function seenInProcesses(): string {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const read = (file: string) => {
    try {
      return readFileSync(file, 'latin1');
    } catch {
      return '';
    }
  };
  return pids.flatMap((pid) => [read(`/proc/${pid}/cmdline`), read(`/proc/${pid}/environ`)]).join('\n');
}

describe('a password', () => {
  it.each([
    ['password', 'password sesame'],
    ['keyboard-interactive', 'answers sesame'],
  ] as const)('is given once, and stands in no command line and no environment: %s', async (way, given) => {
    const seen: string[] = [];
    const { port, log } = await serve((attempt, noted) => {
      seen.push(seenInProcesses());
      takes(way)(attempt, noted);
    });
    await start({ loginPassword: 'sesame' })(port);
    expect(passwordsIn(log)).toEqual([given]);
    expect(seen.join()).toContain('SSH_ASKPASS_REQUIRE');
    expect(seen.join()).not.toContain('sesame');
  });

  it.each([[['password']], [['keyboard-interactive']], [['password', 'keyboard-interactive']]] as const)(
    'that is wrong is tried once, and told: %j',
    async (ways) => {
      const logIn = start({ loginPassword: 'wrong' });
      const { port, log } = await serve(takes(...ways));
      await expect(logIn(port)).rejects.toMatchObject({
        name: 'Unreachable',
        message: 'loop: the password that was given was refused',
        advice: expect.stringContaining('it was tried once'),
      });
      await expect(logIn(port)).rejects.toMatchObject({
        message: 'loop refused the password that was given to log in',
      });
      expect(passwordsIn(log)).toHaveLength(1);
    },
  );

  it('goes to no host whose key has changed, and to none that is not known', async () => {
    const { port, log } = await serve(takes('password'), 'stranger');
    const logIn = start({ loginPassword: 'sesame' });
    await expect(logIn(port)).rejects.toThrow(/has CHANGED/);
    writeFileSync(path('empty'), '');
    await expect(logIn(port, { knownHostsFiles: [path('empty')] })).rejects.toThrow(/is not known/);
    expect(log).toEqual([]);
  });

  it('is not asked for where a key is taken', async () => {
    let asked = 0;
    const askLoginPassword = async () => `sesame${++asked}`;
    const taking: Guard = (attempt, log) => {
      log.push(attempt.method);
      if (attempt.method === 'publickey') attempt.accept();
      else attempt.reject(['publickey', 'password']);
    };
    const { port } = await serve(taking);
    await start({ askLoginPassword })(port);
    expect(asked).toBe(0);
  });

  it('is asked of a person once the host wants it', async () => {
    const asked: string[] = [];
    const { port, log } = await serve(takes('password'));
    const askLoginPassword = async (host: string) => {
      asked.push(host);
      return 'sesame';
    };
    await start({ askLoginPassword })(port);
    expect([asked, passwordsIn(log)]).toEqual([['loop'], ['password sesame']]);
  });

  it('opens no key', async () => {
    const { port, log } = await serve(takes('password'));
    await start({ loginPassword: 'sesame' })(port, { privateKeyFile: path('closed') });
    expect(passwordsIn(log)).toEqual(['password sesame']);
    const other = await serve((attempt, noted) => {
      if (attempt.method !== 'publickey') return attempt.reject(['publickey']);
      noted.push(attempt.signature ? 'signed' : 'shown');
      attempt.accept();
    });
    const logIn = start({ loginPassword: passphrase });
    await expect(logIn(other.port, { privateKeyFile: path('closed') })).rejects.toThrow(/may not log in/);
    expect(other.log).toEqual(['shown']);
  });

  it.each([
    ['Verification code: ', /asks a question that no password answers: ".*Verification code:"/],
    ['New password: ', /the password of ann has expired/],
  ])('answers no other question: %s', async (prompt, message) => {
    const more: Guard = (attempt, log) => {
      if (attempt.method !== 'keyboard-interactive') return attempt.reject(['keyboard-interactive']);
      ask(attempt, log, [{ prompt: 'Password: ', echo: false }], () =>
        ask(attempt, log, [{ prompt, echo: false }], () => settle(attempt, true, [])),
      );
    };
    const { port, log } = await serve(more);
    await expect(start({ loginPassword: 'sesame' })(port)).rejects.toThrow(message);
    expect(passwordsIn(log)).toEqual(['answers sesame']);
  });

  it('is not for the host that a ProxyCommand goes through', async () => {
    const gate = await serve(takes('password'));
    const { port, log } = await serve(takes('password'));
    const known = `[127.0.0.1]:${gate.port} ${publicKey(path('host_key'))}\n`;
    writeFileSync(path('gate_known'), known);
    const words = `-F none -o UserKnownHostsFile=${path('gate_known')} -p ${gate.port} -W %h:%p`;
    const logIn = start({ loginPassword: 'sesame' }, `ProxyCommand ssh ${words} ann@127.0.0.1\n`);
    const controller = new AbortController();
    const refused = expect(logIn(port, {}, controller)).rejects.toThrow('seen enough');
    await expect.poll(() => gate.log).toContain('password ');
    controller.abort(new Error('seen enough'));
    await refused;
    expect(gate.log.join()).not.toContain('sesame');
    expect(log).toEqual([]);
  });
});

it('a password whose turn comes after the host has hung up is lent to the next', async () => {
  let turn: () => void = () => undefined;
  const mine = new Promise<void>((resolve) => (turn = resolve));
  const fared: string[] = [];
  const lent: HostPassword = {
    known: true,
    attempt: async (attempt) => {
      await mine;
      const result = await attempt('sesame');
      fared.push(result.fared);
      return result;
    },
  };
  const { borrow, ended } = lend(lent);
  void borrow();
  ended(new Error('gone'));
  turn();
  await expect.poll(() => fared).toEqual(['not needed']);
});
