// Protocol Buffers as far as libp2p's handshakes use them: fields that are bytes or numbers.

import { NotSpoken, varint } from './channel.js';

/** The values of each field, by its number, in their order. Numbers are kept as they are written: varints. */
export type Fields = ReadonlyMap<number, readonly Buffer[]>;

const LENGTH = 2;

/** @throws NotSpoken for bytes that are no message */
export function readFields(bytes: Buffer): Fields {
  const fields = new Map<number, Buffer[]>();
  for (let at = 0; at < bytes.length; ) {
    const tag = varintAt(bytes, at);
    const value = varintAt(bytes, tag.end);
    const isBytes = tag.value % 8 === LENGTH;
    if (!isBytes && tag.value % 8 !== 0) throw new NotSpoken('it sent a message that cannot be read');
    const end = isBytes ? value.end + value.value : value.end;
    if (end > bytes.length) throw new NotSpoken('it sent a message that cannot be read');
    const number = Math.floor(tag.value / 8);
    const content = bytes.subarray(isBytes ? value.end : tag.end, end);
    fields.set(number, [...(fields.get(number) ?? []), content]);
    at = end;
  }
  return fields;
}

export function bytesField(number: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint(number * 8 + LENGTH), varint(bytes.length), bytes]);
}

export function numberField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

function varintAt(bytes: Buffer, from: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = 0; at < 8; at += 1) {
    const byte = bytes[from + at];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return { value, end: from + at + 1 };
  }
  throw new NotSpoken('it sent a message that cannot be read');
}
