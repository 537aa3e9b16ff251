// From the bytes of a host to values: the one decoder for whatever a host says and we parse. It never guesses; what is
// not spelt as agreed is refused by name.

import { isJsonObject, type Json } from './json.js';
import { type Output, ProbeError } from './module.js';

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

/**
 * The lines of a probe's standard output by key. Other lines are ignored. Of a repeated key the first line counts: a
 * probe prints what others may have written (a file's text, a link's target) last, where it cannot pose as a fact.
 */
export function readKeyValues(output: Output): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const line of wordsOf(output.stdout).split('\n')) {
    const at = line.indexOf('=');
    const key = line.slice(0, Math.max(at, 0));
    if (key !== '' && !pairs.has(key)) pairs.set(key, line.slice(at + 1));
  }
  return pairs;
}

/** One sentence for a step that exited non-zero: its own last words, if it had any. */
export function failureMessage(output: Output): string {
  const words = lastLines(output.stderr.toString(), 6) || lastLines(output.stdout.toString(), 6);
  return words ? `exit ${output.code}: ${words}` : `exit ${output.code}, without a word`;
}

/** The last lines of a text that hold something, joined. */
export function lastLines(text: string, count: number): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-count)
    .join('\n');
}
