// An archive of the controller: which of its members are unpacked, as tar or unzip of the host will choose them. Pure.

import { gunzipSync } from 'node:zlib';
import { above, plainPath } from '../states.js';
import type { Member } from './member.js';
import type { Wanted } from './params.js';
import { BadArchive, readTar } from './tar.js';
import { fits, readZip } from './zip.js';

export type Format = 'tar' | 'gzip' | 'bzip2' | 'xz' | 'zstd' | 'zip';

/** By the first bytes, in hexadecimal digits. */
export const magic: readonly (readonly [string, Format])[] = [
  ['504b0304', 'zip'],
  ['504b0506', 'zip'],
  ['1f8b', 'gzip'],
  ['425a68', 'bzip2'],
  ['fd377a58', 'xz'],
  ['28b52ffd', 'zstd'],
];

export interface Contents {
  readonly format: Format;
  /** Those that are unpacked. */
  readonly members: readonly Member[];
  /** Why it cannot be read. */
  readonly why?: string;
}

/** Bytes of what an archive may hold, unpacked on the controller to be compared. */
const largest = 1 << 30;

const known = new WeakMap<Uint8Array, { readonly wanted: Wanted; readonly contents: Contents }>();

export function contentsHere(wanted: Wanted): Contents {
  const content = wanted.content ?? new Uint8Array();
  const seen = known.get(content);
  if (seen?.wanted === wanted) return seen.contents;
  const contents = open(wanted, Buffer.from(content.buffer, content.byteOffset, content.length));
  known.set(content, { wanted, contents });
  return contents;
}

function open(wanted: Wanted, bytes: Buffer): Contents {
  const start = bytes.subarray(0, 4).toString('hex');
  const format = magic.find(([digits]) => start.startsWith(digits))?.[1] ?? 'tar';
  try {
    return { format, members: chosen(wanted, format, read(format, bytes)) };
  } catch (error) {
    if (error instanceof BadArchive) return { format, members: [], why: error.message };
    if (error instanceof Error && 'code' in error)
      return { format, members: [], why: `it cannot be unpacked (${String(error.code)})` };
    throw error;
  }
}

function read(format: Format, bytes: Buffer): readonly Member[] {
  if (format === 'zip') return readZip(bytes);
  if (format === 'gzip') return readTar(gunzipSync(bytes, { maxOutputLength: largest }));
  if (format === 'tar') return readTar(bytes);
  throw new BadArchive(`${format} is read on hosts only: copy it there, and say remote_src: true`);
}

/** @throws BadArchive */
function chosen(wanted: Wanted, format: Format, members: readonly Member[]): readonly Member[] {
  if (format === 'zip') return zipChosen(wanted, members);
  const { include, exclude, extra_opts } = wanted;
  const odd = extra_opts.find((option) =>
    /^--(transform|xform|no-wild|wild|anch|no-anch|ign|no-ign)/.test(option),
  );
  if (odd !== undefined)
    throw new BadArchive(`${odd} is for archives of the host: copy it there, and say remote_src: true`);
  const names = include.map((name) => name.replace(/\/+$/, ''));
  const isIn = (name: string, at: string) => name === at || name.startsWith(`${at}/`);
  const absent = names.find((at) => !members.some(({ name }) => isIn(name.replace(/\/+$/, ''), at)));
  if (absent !== undefined) throw new BadArchive(`it does not hold ${absent}, which include names`);
  const strip = Number(
    extra_opts.map((option) => /^--strip-components=(\d+)$/.exec(option)?.[1]).findLast(Boolean) ?? 0,
  );
  return members.flatMap((member) => {
    const name = member.name.replace(/\/+$/, '');
    if (names.length > 0 && !names.some((at) => isIn(name, at))) return [];
    if (exclude.some((pattern) => isExcluded(name, pattern.replace(/\/+$/, '')))) return [];
    return strip === 0 ? member : stripped(member, strip);
  });
}

export function zipChosen({ include, exclude }: Wanted, members: readonly Member[]): readonly Member[] {
  return members.filter(
    ({ name }) =>
      (include.length === 0 || include.some((pattern) => fits(name, pattern))) &&
      !exclude.some((pattern) => fits(name, pattern)),
  );
}

/** A pattern is for a name, the end of one, and all that is in such a folder. */
function isExcluded(name: string, pattern: string): boolean {
  return [...above(name), name].some((path) => {
    const parts = path.split('/');
    return parts.some((_, at) => fits(parts.slice(at).join('/'), pattern));
  });
}

function stripped(member: Member, count: number): readonly Member[] {
  const cut = (name: string) => name.replace(/^\/+/, '').split('/').slice(count).join('/');
  const name = cut(member.name);
  if (name === '') return [];
  const target = member.kind === 'hard' && member.target !== undefined ? cut(member.target) : member.target;
  return [{ ...member, name, path: plainPath(name), ...(target !== undefined && { target }) }];
}
