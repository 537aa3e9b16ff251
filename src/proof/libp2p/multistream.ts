// multistream-select 1.0: two sides agree on the protocol that is spoken next.

import { type Channel, NotSpoken, readVarint, varint } from './channel.js';

const HEADER = '/multistream/1.0.0';
/** Bytes: names of protocols are short, and a stranger's endless line is not worth reading. */
const MAX_LINE = 1024;

/** @throws NotSpoken where it has another protocol, or none of this kind at all */
export async function agreeOn(protocol: string, channel: Channel): Promise<void> {
  channel.write(Buffer.concat([lineOf(HEADER), lineOf(protocol)]));
  // Another length is told at once, not when so many bytes have come: text begins like a length, too.
  const header = await readLine(channel, HEADER.length + 1);
  if (header !== HEADER) throw new NotSpoken('it does not speak multistream-select');
  const answer = await readLine(channel);
  if (answer !== protocol) throw new NotSpoken(`it does not speak ${protocol}`);
}

/** Its length, its text, a line feed. */
function lineOf(text: string): Buffer {
  const line = Buffer.from(`${text}\n`);
  return Buffer.concat([varint(line.length), line]);
}

async function readLine(channel: Channel, expected?: number): Promise<string> {
  const length = await readVarint(channel);
  if (length === 0 || length > MAX_LINE || length !== (expected ?? length))
    throw new NotSpoken('it does not speak multistream-select');
  return (await channel.read(length)).toString('latin1').replace(/\n$/, '');
}
