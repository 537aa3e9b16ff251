// A stream of bytes that is read as much at a time as a protocol wants: a WebSocket, and what is spoken within it.

import { type RawData, WebSocket } from 'ws';

export interface Channel {
  /** Exactly so many bytes. @throws Error where the other side ends before */
  read(count: number): Promise<Buffer>;
  write(bytes: Uint8Array): void;
}

/** The other side does not speak the protocol. The message is one clause. */
export class NotSpoken extends Error {
  override readonly name = 'NotSpoken';
}

/** @param next the bytes that come next, some or many */
export function readerOf(next: () => Promise<Buffer>): Channel['read'] {
  let held = Buffer.alloc(0);
  return async (count) => {
    while (held.length < count) held = Buffer.concat([held, await next()]);
    const bytes = held.subarray(0, count);
    held = held.subarray(count);
    return bytes;
  };
}

/** What comes is kept until it is read, so nothing is lost between two questions. It ends with the socket. */
export function channelOver(socket: WebSocket): Channel {
  const messages: Buffer[] = [];
  let wake: () => void = () => undefined;
  socket.on('message', (data: RawData) => {
    messages.push(Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer));
    wake();
  });
  socket.on('close', () => wake());
  const next = async (): Promise<Buffer> => {
    for (;;) {
      const message = messages.shift();
      if (message !== undefined) return message;
      if (socket.readyState !== WebSocket.OPEN) throw new NotSpoken('it closed the connection');
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { read: readerOf(next), write: (bytes) => socket.send(bytes) };
}

/** At most five bytes: what is longer is no length of anything here. */
export async function readVarint({ read }: Pick<Channel, 'read'>): Promise<number> {
  let value = 0;
  for (let at = 0; at < 5; at += 1) {
    const [byte = 0] = await read(1);
    value += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return value;
  }
  throw new NotSpoken('it sent a length that cannot be one');
}

export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return Buffer.from([...bytes, rest]);
}
