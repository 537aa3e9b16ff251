// What a path is, in the words of Ansible's stat.

import type { JsonObject } from '../../json.js';
import { ProbeError } from '../../module.js';

/** Digits of SHA-1 and the like in the names of programs: `sha1sum`, `openssl dgst -sha1`. */
export const algorithms = ['sha1', 'md5', 'sha224', 'sha256', 'sha384', 'sha512'] as const;

export interface PathQuestion {
  readonly path: string;
  readonly follow: boolean;
  readonly get_checksum: boolean;
  readonly checksum_algorithm: (typeof algorithms)[number];
  readonly get_mime: boolean;
  readonly get_attributes: boolean;
}

/** File types in st_mode (inode(7)), by the name of the field that says so. */
const types = {
  isfifo: 0o010000,
  ischr: 0o020000,
  isdir: 0o040000,
  isblk: 0o060000,
  isreg: 0o100000,
  islnk: 0o120000,
  issock: 0o140000,
} as const;

/** Bits of permission, by the name of the field. */
const permissions = {
  rusr: 0o400,
  wusr: 0o200,
  xusr: 0o100,
  rgrp: 0o040,
  wgrp: 0o020,
  xgrp: 0o010,
  roth: 0o004,
  woth: 0o002,
  xoth: 0o001,
  isuid: 0o4000,
  isgid: 0o2000,
} as const;

/** Of chattr(1). */
const attributes: Readonly<Record<string, string>> = {
  A: 'noatime',
  a: 'append',
  c: 'compressed',
  C: 'nocow',
  d: 'nodump',
  D: 'dirsync',
  e: 'extents',
  E: 'encrypted',
  h: 'blocksize',
  i: 'immutable',
  I: 'indexed',
  j: 'journalled',
  N: 'inline',
  s: 'zero',
  S: 'synchronous',
  t: 'notail',
  T: 'blockroot',
  u: 'undelete',
  X: 'compressedraw',
  Z: 'compresseddirty',
};

const inode =
  /^([0-9a-f]+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) (-?\d+) (-?\d+) (-?\d+)$/;

/** The format of `stat -c`, which GNU, BusyBox and uutils share. */
export const inodeFormat = '%f %u %g %s %i %d %h %b %o %t %T %X %Y %Z|%x|%y|%z|%U|%G';

/** @throws ProbeError for what stat never prints */
export function factsOf(said: ReadonlyMap<string, string>, question: PathQuestion): JsonObject {
  const facts = inodeFacts(said.get('inode') ?? '');
  return { exists: true, path: question.path, ...facts, ...beyondInode(said, question) };
}

/** What `stat -c` printed for `inodeFormat`. @throws ProbeError for what it never prints */
export function inodeFacts(line: string): JsonObject {
  const [numbers = '', accessed, modified, changed, owner, group] = line.split('|');
  const match = inode.exec(numbers);
  if (!match) throw new ProbeError(`stat of the host printed something else than it was asked for`);
  const [, raw = '', ...rest] = match;
  const [uid, gid, size, number, device, links, blocks, blockSize] = rest.slice(0, 8).map(Number);
  const [major = '', minor = '', ...seconds] = rest.slice(8, 13);
  const mode = Number.parseInt(raw, 16);
  const times = [accessed, modified, changed].map((time, at) => withFraction(seconds[at] ?? '', time ?? ''));
  const [atime, mtime, ctime] = times;
  const names = {
    ...(owner !== undefined && owner !== 'UNKNOWN' && { pw_name: owner }),
    ...(group !== undefined && group !== 'UNKNOWN' && { gr_name: group }),
  };
  return {
    mode: (mode & 0o7777).toString(8).padStart(4, '0'),
    ...mapped(types, (type) => (mode & 0o170000) === type),
    ...mapped(permissions, (bit) => (mode & bit) !== 0),
    ...{ uid: uid ?? 0, gid: gid ?? 0, size: size ?? 0, inode: number ?? 0, dev: device ?? 0 },
    ...{ nlink: links ?? 0, blocks: blocks ?? 0, block_size: blockSize ?? 0 },
    device_type: deviceNumber(Number.parseInt(major, 16), Number.parseInt(minor, 16)),
    ...{ atime: atime ?? 0, mtime: mtime ?? 0, ctime: ctime ?? 0 },
    ...names,
  };
}

function beyondInode(said: ReadonlyMap<string, string>, question: PathQuestion): JsonObject {
  const [mimetype = 'unknown', charset = 'unknown'] = (said.get('mime') ?? '').split('; charset=');
  const [version = '', dashed = ''] = (said.get('lsattr') ?? '').split(' ');
  const flags = dashed.replaceAll('-', '');
  return {
    ...mapped({ readable: 0, writeable: 0, executable: 0 }, (_, name) => said.has(name)),
    ...given(said, ['checksum', 'lnk_target', 'lnk_source']),
    ...(question.get_mime && { mimetype: mimetype === '' ? 'unknown' : mimetype, charset }),
    ...(question.get_attributes && {
      version: version === '' ? null : version,
      attr_flags: flags,
      attributes: [...flags].flatMap((flag) => attributes[flag] ?? []),
    }),
  };
}

function given(said: ReadonlyMap<string, string>, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = said.get(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function mapped<Name extends string>(
  values: Readonly<Record<Name, number>>,
  test: (value: number, name: Name) => boolean,
): Readonly<Record<Name, boolean>> {
  const entries = Object.entries<number>(values).map(([name, value]) => [name, test(value, name as Name)]);
  return Object.fromEntries(entries) as Record<Name, boolean>;
}

/** `1796059495` and `2026-11-30 17:24:55.593725556 +0000` to seconds with a fraction. */
function withFraction(seconds: string, time: string): number {
  return Number(`${seconds}.${/\.(\d+)/.exec(time)?.[1] ?? '0'}`);
}

/** As makedev(3) of glibc, for the numbers that Linux has. */
function deviceNumber(major: number, minor: number): number {
  return (minor & 0xff) + (major & 0xfff) * 0x100 + (minor >>> 8) * 0x100000;
}
