// Variables as expressions see them. A user's text is a template until it is read; what a host said never is one.

import type { Json } from '../json.js';
import type { Located } from '../yaml/located.js';

export type Variable = SourceVariable | FinalVariable | UnsetVariable;

/** From one of the user's files: strings in it are templates, rendered each time they are read. */
export interface SourceVariable {
  readonly kind: 'source';
  readonly node: Located;
  /** By its name: see `sourceVariable`. What is encrypted is marked in the node. */
  readonly secret?: true;
}

/** Computed, asked for, or returned by a host (facts, registered results, loop items): text in it is final. */
export interface FinalVariable {
  readonly kind: 'final';
  readonly value: Json;
  /** It holds, or was computed from, something that must not be shown. */
  readonly secret: boolean;
}

/** It will have a value, but not yet: a fact of a host not looked at, the result of a task that did not run. */
export interface UnsetVariable {
  readonly kind: 'unset';
  /** `the result of "read the version"`, `a fact of the host`. */
  readonly because: string;
}

export interface Scope {
  /** undefined: there is no such variable, which is an error where it is read. */
  lookup(name: string): Variable | undefined;
  /** All names, for "did you mean". */
  names(): readonly string[];
}

export type Variables = ReadonlyMap<string, Variable>;

/** Layers of variables, weakest first: the last layer that has a name wins. */
export function layered(...layers: readonly Variables[]): Scope {
  const strongestFirst = [...layers].reverse();
  return {
    lookup: (name) => strongestFirst.find((layer) => layer.has(name))?.get(name),
    names: () => [...new Set(layers.flatMap((layer) => [...layer.keys()]))],
  };
}

/** A scope with these variables laid over it. */
export function overlaid(scope: Scope, over: Variables): Scope {
  if (over.size === 0) return scope;
  return {
    lookup: (name) => over.get(name) ?? scope.lookup(name),
    names: () => [...new Set([...scope.names(), ...over.keys()])],
  };
}

/** Thrown when an expression reads an unset variable: the answer is unknown, which is not a mistake of the user's. */
export class Unset extends Error {
  override readonly name = 'Unset';

  constructor(
    readonly variable: string,
    readonly because: string,
  ) {
    super(`${variable} is not known yet: ${because}`);
  }
}

/** Ansible's names for passwords: what stands under them is secret, written openly or not. */
const passwordName = /^ansible_(ssh_|become_)?pass(word)?$/;

export function sourceVariable(name: string, node: Located): SourceVariable {
  return { kind: 'source', node, ...(passwordName.test(name) && { secret: true }) };
}

export function final(value: Json, secret = false): FinalVariable {
  return { kind: 'final', value, secret };
}
