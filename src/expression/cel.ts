// Variables to CEL and results back: lazily, so that a condition reads only what it names.

import type { Json } from '../json.js';
import type { Reading } from './reading.js';
import { keysOf, kindOf, type Reference, valueReference } from './reference.js';
import { childOf, settle, wholeValue } from './settle.js';

/**
 * A value as CEL wants it: whole numbers as BigInt (else `n + 1` is "no such overload"), lists and maps with
 * members that are read when they are asked for. `guard` sees what reading throws, because CEL's `||` and `&&` drop
 * errors of the side that does not decide.
 */
export function toCel(reference: Reference, reading: Reading, guard: <T>(read: () => T) => T): unknown {
  const settled = guard(() => settle(reference, reading));
  const kind = kindOf(settled);
  if (kind !== 'list' && kind !== 'map') return scalarToCel(wholeValue(settled, reading));
  // A final list cannot fail to be read, and may be long: every host of a large inventory, for instance.
  if (settled.kind === 'value' && Array.isArray(settled.value)) {
    return settled.value.map((item: Json) => toCel(valueReference(item), reading, guard));
  }
  const keys = keysOf(settled, reading.scope);
  const member = (key: string) => {
    const child = guard(() => childOf(settled, key, reading));
    return child && toCel(child, reading, guard);
  };
  return kind === 'list' ? listOf(keys, member) : mapOf(keys, member);
}

function listOf(keys: readonly string[], member: (key: string) => unknown): unknown {
  const list: unknown[] = [];
  for (const key of keys) Object.defineProperty(list, key, { enumerable: true, get: () => member(key) });
  return list;
}

/** A proxy, because a condition reads one or two members of a map that may have dozens, for every host anew. */
function mapOf(keys: readonly string[], member: (key: string) => unknown): object {
  const isKey = (key: string | symbol): key is string => typeof key === 'string' && keys.includes(key);
  return new Proxy(
    {},
    {
      ownKeys: () => keys,
      has: (target, key) => isKey(key) || Reflect.has(target, key),
      get: (target, key) => (isKey(key) ? member(key) : Reflect.get(target, key)),
      getOwnPropertyDescriptor: (_, key) =>
        isKey(key) ? { enumerable: true, configurable: true, get: () => member(key) } : undefined,
    },
  );
}

function scalarToCel(value: Json): unknown {
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
}

/** What CEL answered, as plain data. undefined for what has no such form (types, durations). */
export function fromCel(value: unknown): Json | undefined {
  if (typeof value === 'bigint') return Number(value);
  if (
    value === null ||
    typeof value === 'boolean' ||
    typeof value === 'number' ||
    typeof value === 'string'
  ) {
    return value;
  }
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return allOrNothing(value.map(fromCel));
  const isPlain = typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain) return undefined;
  const entries = Object.entries(value).map(([key, member]) => [key, fromCel(member)] as const);
  return entries.some(([, member]) => member === undefined)
    ? undefined
    : (Object.fromEntries(entries) as Json);
}

function allOrNothing(values: readonly (Json | undefined)[]): Json | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? known : undefined;
}
