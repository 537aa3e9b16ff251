// Reads what is in a zip file, from its central directory, which stands at its end. Pure.

import { plainPath } from '../states.js';
import type { Member } from './member.js';
import { BadArchive } from './tar.js';

/** Bytes from the end of a zip file that are looked at. */
export const zipTail = 1 << 20;

/** @param tail the end of the file, or all of it @throws BadArchive */
export function readZip(tail: Buffer): readonly Member[] {
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0 || end + 22 > tail.length) throw new BadArchive('it is no zip file, or it ends too early');
  const [count, size] = [tail.readUInt16LE(end + 10), tail.readUInt32LE(end + 12)];
  if (count === 0xffff || size > end) throw new BadArchive('it holds more than is looked at: use a tar file');
  const members: Member[] = [];
  for (let at = end - size; at + 46 <= end && members.length < count; ) {
    if (tail.readUInt32LE(at) !== 0x02014b50) throw new BadArchive('it is damaged');
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => tail.readUInt16LE(at + offset));
    const name = nameIn(tail.subarray(at + 46, at + 46 + (nameLength ?? 0)));
    members.push(memberOf(tail, at, name));
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  if (members.length !== count) throw new BadArchive('it is damaged');
  return members;
}

function memberOf(tail: Buffer, at: number, name: string): Member {
  const isUnix = tail[at + 5] === 3;
  const bits = tail.readUInt32LE(at + 38) >>> 16;
  const isFolder = name.endsWith('/');
  const kind = isFolder ? 'directory' : kindOf(isUnix ? bits & 0o170000 : 0);
  const size = tail.readUInt32LE(at + 24);
  return {
    ...{ name, path: plainPath(name), kind, size },
    // unzip sets no set-ID bits, and takes the umask where there are none of UNIX.
    mode: isUnix && bits !== 0 ? bits & 0o777 : isFolder ? 0o755 : 0o644,
    ...(kind === 'file' && {
      hash: tail
        .readUInt32LE(at + 16)
        .toString(16)
        .padStart(8, '0'),
    }),
  };
}

/** A link's target stands in its content, which is not looked at. */
function kindOf(type: number): Member['kind'] {
  return type === 0 || type === 0o100000 ? 'file' : 'other';
}

function nameIn(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new BadArchive('it holds a name that is not UTF-8');
  }
}

/** As Python's fnmatch, and unzip: `*` matches `/` too. */
export function fits(name: string, pattern: string): boolean {
  const source = pattern.replace(/\[!?\]?[^\]]*\]|[\s\S]/g, (part) => {
    if (part === '*') return '[\\s\\S]*';
    if (part === '?') return '[\\s\\S]';
    if (part.length > 1) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source}$`).test(name);
}
