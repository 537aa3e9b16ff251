// Reading a file of this machine. A large one is read and hashed once for all that need it at the same time: a copy of it to fifty
// hosts holds it in memory once.

import { readFileSync, statSync } from 'node:fs';
import { noteSha256, sha256InPieces } from '../digest.js';

/** Bytes from which sharing is worth asking whether the file is still the same. */
const LARGE = 1024 * 1024;

interface Shared {
  readonly stamp: string;
  readonly bytes: WeakRef<Buffer>;
  digest: string | undefined;
}

/** What was read, by path; the bytes as long as they are in use somewhere. */
const shared = new Map<string, Shared>();

const hashing = new Set<Promise<void>>();

/** @throws what readFileSync throws */
export function readShared(path: string): Buffer {
  const { size, dev, ino, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  if (size < LARGE) return readFileSync(path);
  const stamp = [size, dev, ino, mtimeNs, ctimeNs].join();
  const before = shared.get(path);
  const same = before?.stamp === stamp ? before : undefined;
  const alive = same?.bytes.deref();
  if (alive) return alive;
  const bytes = readFileSync(path);
  const entry: Shared = { stamp, bytes: new WeakRef(bytes), digest: same?.digest };
  shared.set(path, entry);
  if (entry.digest !== undefined) noteSha256(bytes, entry.digest);
  else hash(entry, bytes);
  return bytes;
}

/** Resolves when every large file that was read has been hashed, so that nothing waits for its hash where it is needed. */
export async function largeFilesAreHashed(): Promise<void> {
  await Promise.all(hashing);
}

function hash(entry: Shared, bytes: Buffer): void {
  const ended = sha256InPieces(bytes).then((digest) => {
    entry.digest = digest;
    hashing.delete(ended);
  });
  hashing.add(ended);
}
