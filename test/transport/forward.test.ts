// A port of the host's own 127.0.0.1 through every transport: bytes both ways, nobody there, and an sshd that forbids it.

import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/connection.js';
import { connectTo } from '../../src/transport/index.js';
import { freePort, startSshd, type TestSshd } from './sshd.js';

const { signal } = new AbortController();
let echo: Server;
let open: TestSshd;
let closed: TestSshd;
let connector: ReturnType<typeof connectTo>;

beforeAll(async () => {
  echo = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket));
  echo.listen(0, '127.0.0.1');
  [open, closed] = await Promise.all([startSshd(), startSshd(['AllowTcpForwarding no'])]);
  const config = join(open.folder, 'no_config');
  writeFileSync(config, '');
  connector = connectTo({ acceptNewHostKeys: false, sshConfigFile: config });
});
afterAll(async () => {
  await connector.close();
  await Promise.all([open.stop(), closed.stop()]);
  echo.close();
});

type Kind = 'ssh' | 'system ssh' | 'local';

async function withConnection<T>(kind: Kind, sshd: TestSshd, work: (connection: Connection) => Promise<T>) {
  const connection = await connector.connect({ ...sshd.settings, connection: kind }, signal);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** Where the refusal comes: at once, or through the stream. */
async function refusal(asked: Promise<Duplex>): Promise<unknown> {
  try {
    const stream = await asked;
    return await text(stream);
  } catch (error) {
    return error;
  }
}

const kinds: readonly Kind[] = ['ssh', 'system ssh', 'local'];

describe.each(kinds)('%s', (kind) => {
  it('carries bytes both ways, and several connections at once', async () => {
    const { port } = echo.address() as AddressInfo;
    const sent = ['a'.repeat(300_000), 'b'];
    const heard = await withConnection(kind, open, (connection) =>
      Promise.all(
        sent.map(async (bytes) => {
          const stream = await connection.forward(port);
          stream.end(bytes);
          return text(stream);
        }),
      ),
    );
    expect(heard).toEqual(sent);
  });

  it('says that nobody listens there, and goes on', async () => {
    const port = await freePort();
    await withConnection(kind, open, async (connection) => {
      expect(await refusal(connection.forward(port))).toMatchObject({
        name: 'NotForwarded',
        refusal: kind === 'system ssh' ? 'untold' : 'closed',
        message: expect.stringContaining('nothing listens there'),
      });
      const { probes } = await connection.run({ kind: 'login' }, { steps: [], probes: ['echo on'] });
      expect(`${probes[0]?.stdout}`).toBe('on\n');
    });
  });
});

it.each(['ssh', 'system ssh'] as const)('%s names the settings of an sshd that forbids it', async (kind) => {
  const { port } = echo.address() as AddressInfo;
  await withConnection(kind, closed, async (connection) => {
    expect(await refusal(connection.forward(port))).toMatchObject({
      name: 'NotForwarded',
      refusal: kind === 'ssh' ? 'forbidden' : 'untold',
      message: expect.stringMatching(/AllowTcpForwarding.*PermitOpen/),
    });
  });
});
