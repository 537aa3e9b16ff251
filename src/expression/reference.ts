// What a name or path in an expression leads to, before it is made a value.

import { isJsonObject, type Json } from '../json.js';
import type { Located } from '../yaml/located.js';
import type { HostsVariable, Scope } from './scope.js';

/** All variables, a value in the user's files with the path it was reached by, or a final value. */
export type Reference =
  | { readonly kind: 'scope' }
  | { readonly kind: 'hosts'; readonly hosts: HostsVariable }
  /** All variables of another host. */
  | { readonly kind: 'host'; readonly scope: Scope }
  | { readonly kind: 'node'; readonly node: Located; readonly path: string }
  | { readonly kind: 'value'; readonly value: Json };

export function valueReference(value: Json): Reference {
  return { kind: 'value', value };
}

/** A member of a final value: own properties only, and of a list its indexes and `length`. */
export function childOfValue(value: Json, key: string): Reference | undefined {
  if (Array.isArray(value)) {
    const child: Json | undefined = key === 'length' ? value.length : value[indexOf(key)];
    return child === undefined ? undefined : valueReference(child);
  }
  if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
  return valueReference(value[key] ?? null);
}

/** -1, which no list has, for what is no index. */
export function indexOf(key: string): number {
  return /^\d+$/.test(key) ? Number(key) : -1;
}

/** What can follow the reference in a path: for loops, and for "did you mean". */
export function keysOf(settled: Reference, scope?: Scope): readonly string[] {
  if (settled.kind === 'scope') return scope?.names() ?? [];
  if (settled.kind === 'hosts') return settled.hosts.names;
  if (settled.kind === 'host') return settled.scope.names();
  if (settled.kind === 'value') {
    return typeof settled.value === 'object' && settled.value !== null ? Object.keys(settled.value) : [];
  }
  const { node } = settled;
  if (node.kind === 'map') return node.entries.map(({ key }) => key);
  return node.kind === 'list' ? node.items.map((_, index) => String(index)) : [];
}

export type Kind = 'list' | 'map' | 'text' | 'number' | 'boolean' | 'nothing';

/** What it is, for sentences. */
export function kindOf(settled: Reference): Kind {
  if (settled.kind === 'scope' || settled.kind === 'hosts' || settled.kind === 'host') return 'map';
  if (settled.kind === 'value') return kindOfValue(settled.value);
  return settled.node.kind === 'scalar' ? kindOfValue(settled.node.value) : settled.node.kind;
}

function kindOfValue(value: Json): Kind {
  if (value === null) return 'nothing';
  if (typeof value === 'object') return Array.isArray(value) ? 'list' : 'map';
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 'number' : 'boolean';
}
