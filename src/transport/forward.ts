// Connections to a port of the host's own 127.0.0.1, or of an address that it reaches, one way for each transport (RFC 4254, section 7.2).
// Proof: test/transport/forward.test.ts.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { type Connection, NotForwarded, Unreachable } from '../connection.js';

/** RFC 4254, section 5.1: why a channel was not opened. */
const PROHIBITED = 1;
const CONNECT_FAILED = 2;

/** @param host the name for messages */
export function createForward(client: Client, host: string): Connection['forward'] {
  return (port, address = '127.0.0.1') =>
    new Promise((resolve, reject) => {
      const lost = ({ message }: Error) =>
        reject(new Unreachable(`${host}: the connection was lost (${message})`));
      try {
        client.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
          if (!error) return resolve(channel);
          const reason = 'reason' in error ? error.reason : undefined;
          if (reason === PROHIBITED) return reject(new NotForwarded('forbidden', port, address));
          if (reason === CONNECT_FAILED) return reject(new NotForwarded('closed', port, address));
          return lost(error);
        });
      } catch (error) {
        lost(error as Error);
      }
    });
}

export async function forwardLocally(port: number, address = '127.0.0.1'): Promise<Duplex> {
  const socket = connect({ host: address, port });
  try {
    await once(socket, 'connect');
    return socket;
  } catch {
    throw new NotForwarded('closed', port, address);
  }
}

/**
 * A program whose standard input and output are the connection. It says only at its end, and in few words, that there
 * was none, so a refusal comes through the stream.
 */
export async function forwardByProgram(
  [program = '', ...args]: readonly string[],
  port: number,
  address = '127.0.0.1',
): Promise<Duplex> {
  // A group of its own: Ctrl-C on the terminal is for this process, which ends connections when it is time.
  const child = spawn(program, args, { detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
  const stream = new Duplex({
    read: () => void child.stdout.resume(),
    write: (chunk, _, done) => void child.stdin.write(chunk, () => done()),
    final: (done) => void child.stdin.end(() => done()),
    destroy: (error, done) => {
      child.kill();
      done(error);
    },
  });
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', (chunk: Buffer) => {
    if (!stream.push(chunk)) child.stdout.pause();
  });
  child.once('error', (error) => stream.destroy(error));
  child.once('close', (code) => {
    if (code === 0) stream.push(null);
    else stream.destroy(new NotForwarded('untold', port, address));
  });
  return stream;
}
