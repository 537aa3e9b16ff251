// One stream of yamux (hashicorp/yamux spec): what else the other side opens meanwhile is passed over.

import { type Channel, NotSpoken, readerOf } from './channel.js';

const DATA = 0;
const WINDOW = 1;
const PING = 2;
const GO_AWAY = 3;
const SYN = 1;
const ACK = 2;
const FIN_OR_RST = 4 | 8;
/** Ours; who accepts has even numbers. */
const STREAM = 1;
/** Bytes that the other side may send before it is told that it may send more. It is never told. */
const MAX_FRAME = 256 * 1024;

export function openStream(channel: Channel): Channel {
  channel.write(frame(WINDOW, SYN, STREAM, 0));
  const next = async (): Promise<Buffer> => {
    for (;;) {
      const header = await channel.read(12);
      const [kind, flags] = [header.readUInt8(1), header.readUInt16BE(2)];
      const [stream, length] = [header.readUInt32BE(4), header.readUInt32BE(8)];
      if (header.readUInt8(0) !== 0 || kind > GO_AWAY) throw new NotSpoken('it does not speak yamux');
      if (kind === DATA && length > MAX_FRAME) throw new NotSpoken('it sent more than yamux allows');
      const content = kind === DATA ? await channel.read(length) : Buffer.alloc(0);
      if (kind === PING && flags & SYN) channel.write(frame(PING, ACK, 0, length));
      if (kind === GO_AWAY) throw new NotSpoken('it ended the connection');
      if (stream !== STREAM) continue;
      if (content.length > 0) return content;
      if (flags & FIN_OR_RST) throw new NotSpoken('it ended the stream');
    }
  };
  return {
    read: readerOf(next),
    write(bytes) {
      channel.write(Buffer.concat([frame(DATA, 0, STREAM, bytes.length), bytes]));
    },
  };
}

function frame(kind: number, flags: number, stream: number, length: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt8(kind, 1);
  bytes.writeUInt16BE(flags, 2);
  bytes.writeUInt32BE(stream, 4);
  bytes.writeUInt32BE(length, 8);
  return bytes;
}
