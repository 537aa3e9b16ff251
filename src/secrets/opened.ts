// What opening an encrypted text comes to in the end, all keys considered.

import type { Opening } from './seal.js';

/** @param name the file or value, for questions */
export type Opener = (sealed: string, name: string) => Promise<Opened>;

export type Opened = { readonly kind: 'opened'; readonly bytes: Buffer } | Locked;

/** It stays closed. */
export interface Locked {
  readonly kind: 'locked';
  readonly message: string;
  readonly advice?: string;
}

export function locked(message: string, advice?: string): Locked {
  return { kind: 'locked', message, ...(advice !== undefined && { advice }) };
}

/** What it held, or that it is damaged. */
export function openedOr(opening: Exclude<Opening, { kind: 'wrong_key' }>): Opened {
  return opening.kind === 'opened' ? opening : locked(`this is encrypted, but damaged: ${opening.why}`);
}

/** Text is UTF-8, strictly: in another encoding it would arrive on a host changed. */
export async function openText(
  open: Opener,
  sealed: string,
  name: string,
): Promise<{ readonly kind: 'opened'; readonly text: string } | Locked> {
  const opened = await open(sealed, name);
  if (opened.kind === 'locked') return opened;
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { kind: 'opened', text: decoder.decode(opened.bytes) };
  } catch {
    return locked('what is encrypted is no UTF-8 text');
  }
}
