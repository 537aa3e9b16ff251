// SHA-256 of bytes. It is computed once for the same bytes, and for large ones in pieces, so that connections are served meanwhile.

import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

const known = new WeakMap<Uint8Array, string>();

/** Bytes that are hashed at a stretch: about a millisecond. */
const PIECE = 1024 * 1024;

/** In hexadecimal digits. */
export function sha256Of(bytes: Uint8Array): string {
  const digest = known.get(bytes) ?? createHash('sha256').update(bytes).digest('hex');
  known.set(bytes, digest);
  return digest;
}

/** Computes it for `sha256Of`, and lets other work run after each piece. */
export async function sha256InPieces(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += PIECE) {
    hash.update(bytes.subarray(at, at + PIECE));
    await setImmediate();
  }
  return noteSha256(bytes, hash.digest('hex'));
}

/** These bytes are known to have this digest. */
export function noteSha256(bytes: Uint8Array, digest: string): string {
  known.set(bytes, digest);
  return digest;
}
