// Reads what is in a tar file of the controller: ustar, with the long names of GNU and of POSIX (pax). Pure.

import { createHash } from 'node:crypto';
import { plainPath } from '../states.js';
import type { Member } from './member.js';

/** The archive cannot be read: a sentence. */
export class BadArchive extends Error {
  override readonly name = 'BadArchive';
}

const kinds: Readonly<Record<string, Member['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'hard',
  '2': 'link',
  '5': 'directory',
};

/** @throws BadArchive */
export function readTar(bytes: Buffer): readonly Member[] {
  const members: Member[] = [];
  let more: Readonly<Record<string, string>> = {};
  for (let at = 0; at + 512 <= bytes.length; ) {
    const head = bytes.subarray(at, at + 512);
    if (head.every((byte) => byte === 0)) return members;
    if (!isHeader(head)) throw new BadArchive('it is no tar file, or it is damaged');
    const type = String.fromCharCode(head[156] ?? 0);
    const size = Number(more.size ?? number(head, 124, 12));
    const body = bytes.subarray(at + 512, at + 512 + size);
    if (body.length < size) throw new BadArchive('it ends too early');
    at += 512 + Math.ceil(size / 512) * 512;
    if (type === 'L') more = { ...more, path: text(body) };
    else if (type === 'K') more = { ...more, linkpath: text(body) };
    else if (type === 'x') more = { ...more, ...readPax(body) };
    else if (type !== 'g') {
      if ('GNU.sparse.major' in more || type === 'S')
        throw new BadArchive('it holds a sparse file: make it without --sparse');
      members.push(memberOf(head, type, body, more));
      more = {};
    }
  }
  throw new BadArchive('it ends too early');
}

function memberOf(head: Buffer, type: string, body: Buffer, more: Readonly<Record<string, string>>): Member {
  const field = (from: number, length: number) => text(head.subarray(from, from + length));
  const prefix = field(257, 5) === 'ustar' && head[262] === 0 ? field(345, 155) : '';
  const name = more.path ?? `${prefix === '' ? '' : `${prefix}/`}${field(0, 100)}`;
  const kind = type !== '5' && name.endsWith('/') && type <= '0' ? 'directory' : (kinds[type] ?? 'other');
  return {
    ...{ name, path: plainPath(name), kind, size: kind === 'file' ? body.length : 0 },
    mode: number(head, 100, 8) & 0o7777,
    owned: (more.uname ?? field(265, 32)) || String(number(head, 108, 8)),
    mtime: Math.floor(Number(more.mtime ?? number(head, 136, 12))),
    owner: { name: more.uname ?? field(265, 32), id: Number(more.uid ?? number(head, 108, 8)) },
    group: { name: more.gname ?? field(297, 32), id: Number(more.gid ?? number(head, 116, 8)) },
    ...((kind === 'link' || kind === 'hard') && { target: more.linkpath ?? field(157, 100) }),
    ...(kind === 'file' && { hash: createHash('sha256').update(body).digest('hex') }),
  };
}

/** The sum of all bytes, those of the sum itself as spaces. */
function isHeader(head: Buffer): boolean {
  const sum = head.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
  return number(head, 148, 8) === sum;
}

/** Octal digits, or GNU's binary numbers for what is too large for them. */
function number(head: Buffer, from: number, length: number): number {
  const field = head.subarray(from, from + length);
  if (((field[0] ?? 0) & 0x80) !== 0) return Number(BigInt(`0x${field.toString('hex')}`) & (2n ** 62n - 1n));
  return Number.parseInt(text(field).trim() || '0', 8);
}

function text(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(end < 0 ? bytes : bytes.subarray(0, end));
  } catch {
    throw new BadArchive('it holds a name that is not UTF-8');
  }
}

/** Records of `LENGTH KEY=VALUE` and a line feed. */
function readPax(bytes: Buffer): Readonly<Record<string, string>> {
  const pairs: [string, string][] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number.parseInt(bytes.subarray(at, at + 20).toString('latin1'), 10);
    if (!(length > 3)) break;
    const record = text(bytes.subarray(at, at + length - 1)).replace(/^\d+ /, '');
    const equals = record.indexOf('=');
    pairs.push([record.slice(0, equals), record.slice(equals + 1)]);
    at += length;
  }
  return Object.fromEntries(pairs);
}
