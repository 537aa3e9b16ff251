// Key exchanges in the middle of a connection, as sshd's RekeyLimit asks for them, against a real sshd.

import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Connection, Snippet } from '../../src/connection.js';
import { createHostVerifier } from '../../src/transport/host_verifier.js';
import { connectTo } from '../../src/transport/index.js';
import { startSshd, type TestSshd } from './sshd.js';

const login = { kind: 'login' } as const;

const step = async (connection: Connection, ...steps: readonly Snippet[]) =>
  (await connection.run(login, { steps, probes: [] })).steps.map(({ stdout }) => stdout);

const upload = async (connection: Connection, input: Buffer, script = 'cat | sha256sum') => {
  const [sum] = await step(connection, { script, input });
  expect(`${sum}`.slice(0, 64)).toBe(createHash('sha256').update(input).digest('hex'));
};

/** Two connections: straight to an sshd, and through it to itself, where both exchange keys. */
async function withSshd(
  options: readonly string[],
  test: (connection: Connection, throughJump: Connection) => Promise<void>,
): Promise<void> {
  const sshd: TestSshd = await startSshd(options);
  const sshConfigFile = join(sshd.folder, 'ssh_config');
  writeFileSync(sshConfigFile, `Host 127.0.0.1\n  IdentityFile ${sshd.userKeyFile}\n`);
  const connector = connectTo({ acceptNewHostKeys: false, sshConfigFile });
  const { signal } = new AbortController();
  const jump = `${sshd.settings.user}@127.0.0.1:${sshd.port}`;
  try {
    const straight = await connector.connect(sshd.settings, signal);
    const throughJump = await connector.connect({ ...sshd.settings, jump }, signal);
    await test(straight, throughJump);
    expect(sshd.connections()).toBe(3);
    await Promise.all([straight.close(), throughJump.close()]);
  } finally {
    await connector.close();
    await sshd.stop();
  }
}

describe('an sshd that wants new keys after 1 MiB', () => {
  it.each([
    ['its own choice', []],
    ['a cipher with hidden lengths', ['Ciphers chacha20-poly1305@openssh.com']],
    ['a MAC, another exchange', ['Ciphers aes256-ctr', 'KexAlgorithms ecdh-sha2-nistp256']],
  ])('is sent what is larger, and sends it: %s', async (_, options) => {
    await withSshd(['RekeyLimit 1M', ...options], async (straight, throughJump) => {
      for (const connection of [straight, throughJump]) {
        await upload(connection, randomBytes(5_000_000));
        const input = randomBytes(3_000_000);
        const [down, both] = await step(
          connection,
          { script: 'head -c 5000000 /dev/zero' },
          { script: 'cat', input },
        );
        expect(down).toHaveLength(5_000_000);
        expect(both?.equals(input)).toBe(true);
      }
    });
  });

  it('takes many small steps, in one request and in many', async () => {
    await withSshd(['RekeyLimit 1M'], async (straight) => {
      const steps = Array.from({ length: 40 }, () => ({ script: 'wc -c', input: randomBytes(50_000) }));
      expect((await step(straight, ...steps)).map(String)).toEqual(steps.map(() => '50000\n'));
      for (const { input } of steps) await upload(straight, input);
    });
  });
});

it('an sshd that wants new keys every second gets them while it reads slowly', async () => {
  const chunk = 'f=$(mktemp); while head -c 65536 >"$f"; [ -s "$f" ]; do cat "$f"; sleep 0.01; done';
  await withSshd(['RekeyLimit default 1s'], (straight) =>
    upload(straight, randomBytes(9_000_000), `(${chunk}) | sha256sum`),
  );
});

describe('the host key of a new exchange', () => {
  const verifier = async () => {
    const [verdicts, refusals]: [boolean[], string[]] = [[], []];
    const verify = createHostVerifier(
      'h1',
      async () => undefined,
      ({ message }) => refusals.push(message),
    );
    const ask = (key: string) => verify(Buffer.from(key), (verdict) => verdicts.push(verdict));
    ask('known');
    expect(verdicts).toEqual([]);
    await sleep(0);
    return { verdicts, refusals, ask };
  };

  it('is accepted at once where it is the same', async () => {
    const { verdicts, ask } = await verifier();
    ask('known');
    expect(verdicts).toEqual([true, true]);
  });

  it('ends the connection where it is another', async () => {
    const { verdicts, refusals, ask } = await verifier();
    ask('other');
    expect(verdicts).toEqual([true, false]);
    expect(refusals).toEqual(['h1: the host key changed while the connection stood']);
  });
});
