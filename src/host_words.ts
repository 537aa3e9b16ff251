// From the bytes of a host to values: the one decoder for whatever a host says and we parse. It never guesses; what is
// not spelt as agreed is refused by name.

import { isJsonObject, type Json } from './json.js';
import { ProbeError } from './module.js';

/** How deep lists and maps may stand in each other. */
const DEPTH = 64;

/** Digits of a number that is counted with exactly. */
const DIGITS = 15;

/** @throws ProbeError where it is not UTF-8: replaced characters would make different things look alike */
export function wordsOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ProbeError('what the host says is not UTF-8 text');
  }
}

/**
 * JSON that a host, or a service on it, says.
 *
 * @returns undefined where it is none, or holds what a value of ours cannot: a number out of range, a key that names the
 *   language's own machinery, lists in lists without end
 */
export function jsonOf(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isPlain(value, DEPTH) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPlain(value: Json, depth: number): boolean {
  if (depth === 0) return false;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every((item: Json) => isPlain(item, depth - 1));
  if (!isJsonObject(value)) return true;
  return Object.entries(value).every(([key, member]) => key !== '__proto__' && isPlain(member, depth - 1));
}

/** A whole number in decimal digits. undefined: it is none, or too large to count with. */
export function countOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) && text.replace(/^0+/, '').length <= DIGITS
    ? Number(text)
    : undefined;
}
