// Many new files and folders of a tree: one archive in one step, unpacked beside them and moved into place, each by one rename. A
// file by itself costs a flush and a dozen processes, which is right for one.

import { posix } from 'node:path';
import { createTar } from 'nanotar';
import type { ShellStep } from '../../change.js';
import { deeds, ownership } from '../../shell/door/deeds.js';
import { isAllowed, through, withDoor } from '../../shell/door/door.js';
import { quote } from '../../shell/quote.js';
import type { Attributes } from '../attributes.js';

export interface NewEntry {
  /** Below the folder. */
  readonly path: string;
  /** Octal digits. */
  readonly mode: string;
  /** Absent: a folder. */
  readonly bytes?: Uint8Array | undefined;
}

/** From so many on. */
export const MANY = 8;

const largest = { name: 100, file: 1024 * 1024, all: 64 * 1024 * 1024 };

/** Those that an archive is good for: short names, as the field in it is, small files, and no bits that a change of owner takes away. */
export function packable(entries: readonly NewEntry[]): readonly NewEntry[] {
  let bytes = 0;
  return entries.filter((entry) => {
    const size = entry.bytes?.length ?? 0;
    const isGood =
      Buffer.byteLength(`${entry.path}/`) <= largest.name &&
      size <= largest.file &&
      bytes + size <= largest.all &&
      Number.parseInt(entry.mode, 8) <= 0o777;
    bytes += isGood ? size : 0;
    return isGood;
  });
}

/** @param wanted whose folder is there, and safe: with all in it that get something new */
export function newEntriesStep(
  wanted: Attributes & { readonly dest: string; readonly unsafe_path?: 'refuse' | 'allow' | undefined },
  entries: readonly NewEntry[],
): ShellStep {
  const { dest, unsafe_path } = wanted;
  const unsafe = isAllowed(unsafe_path);
  const made = new Set(entries.map(({ path }) => path));
  const tops = entries.map(({ path }) => path).filter((path) => !made.has(posix.dirname(path)));
  const script = withDoor(
    [...deeds, unpackNew(tops)],
    `hw_random=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \\n')
${through({ path: dest, at: 'follow', unsafe }, `hw_unpack_new ${quote(ownership(wanted))} "$hw_random"`)}`,
  );
  const touches = tops.map((path) => posix.join(dest, path));
  return { kind: 'sh', script, touches, unsafe, input: archiveOf(entries) };
}

/** Where its length is a multiple of tar's blocks the library ends it without an end. */
function archiveOf(entries: readonly NewEntry[]): Uint8Array {
  const members = entries.map(({ path, mode, bytes }) => ({
    name: bytes ? path : `${path}/`,
    ...(bytes && { data: bytes }),
    attrs: { mode, uid: 0, gid: 0, mtime: 0 },
  }));
  return Buffer.concat([createTar(members), Buffer.alloc(1024)]);
}

/** Nobody else gets into the folder in which they wait, so their new owner can put nothing in their place before they are there. */
function unpackNew(tops: readonly string[]): string {
  return `hw_unpack_new() {
hw_into_itself && [ "$n" = . ] || { echo "$hw_real is no directory" >&2; exit 1; }
hw_beside .
t=$hw_name$2
trap 'rm -rf "$t"' EXIT
trap 'exit 143' HUP INT TERM
(umask 077; mkdir "$t") || exit 1
(cd "$t" && umask 022 && tar -x -p -o -m -f - >&2) || { echo "not all came to $hw_real, so nothing of it is there" >&2; exit 1; }
[ -z "$1" ] || find "$t" -mindepth 1 -exec chown -h "$1" {} + || { hw_explain_owner "$1"; exit 1; }
sync -f "$t" 2>/dev/null || sync
while IFS= read -r f; do
hw_rename "$t/$f" "./$f" || exit 1
done <<'hw_names'
${tops.map((path) => `${path}\n`).join('')}hw_names
}`;
}
