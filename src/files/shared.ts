// Reading a file of this machine. A large one is read once for all that need it at the same time: a copy of it to fifty hosts
// holds it in memory once.

import { readFileSync, statSync } from 'node:fs';

/** Bytes from which sharing is worth asking whether the file is still the same. */
const LARGE = 1024 * 1024;

/** What is still in use somewhere, by path. */
const shared = new Map<string, { readonly stamp: string; readonly bytes: WeakRef<Buffer> }>();

/** @throws what readFileSync throws */
export function readShared(path: string): Buffer {
  const { size, dev, ino, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  if (size < LARGE) return readFileSync(path);
  const stamp = [size, dev, ino, mtimeNs, ctimeNs].join();
  const known = shared.get(path);
  const alive = known?.stamp === stamp ? known.bytes.deref() : undefined;
  if (alive) return alive;
  const bytes = readFileSync(path);
  shared.set(path, { stamp, bytes: new WeakRef(bytes) });
  return bytes;
}
