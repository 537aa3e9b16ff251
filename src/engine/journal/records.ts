// What runs leave on hosts for later runs: small JSON files, told one after the other. Each is read by itself, so that one
// that is broken, or another version wrote, costs no other.

import { jsonOf, wordsOf } from '../../host_words.js';
import type { Json } from '../../json.js';
import { ProbeError } from '../../module.js';

/** Records that are read; a host that has more is told about the rest. */
const MOST = 1000;

/** @param read undefined: it is none of ours */
export function readRecords<Entry>(
  stdout: Buffer,
  separator: string,
  read: (value: Json) => Entry | undefined,
): { readonly records: readonly Entry[]; readonly unreadable: number } {
  const pieces = piecesOf(stdout, separator).filter(
    (piece) => !/^\s*$/.test(piece.toString('latin1', 0, 16)),
  );
  const records = pieces.slice(0, MOST).flatMap((piece) => {
    const value = jsonIn(piece);
    const entry = value === undefined ? undefined : read(value);
    return entry === undefined ? [] : [entry];
  });
  return { records, unreadable: pieces.length - records.length };
}

function jsonIn(piece: Buffer): Json | undefined {
  try {
    return jsonOf(wordsOf(piece));
  } catch (error) {
    if (error instanceof ProbeError) return undefined;
    throw error;
  }
}

function piecesOf(bytes: Buffer, separator: string): Buffer[] {
  const pieces: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(separator); at >= 0; at = bytes.indexOf(separator, from)) {
    pieces.push(bytes.subarray(from, at));
    from = at + separator.length;
  }
  return [...pieces, bytes.subarray(from)];
}
