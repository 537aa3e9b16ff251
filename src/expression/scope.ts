// Variables as expressions see them. A user's text is a template until it is read; what a host said never is one.

import type { Json } from '../json.js';
import type { Located } from '../yaml/located.js';
import { type Level, type Levels, precedence, rankOf } from './precedence.js';

export type Variable = SourceVariable | FinalVariable | UnsetVariable | HostsVariable;

/** From one of the user's files: strings in it are templates, rendered each time they are read. */
export interface SourceVariable {
  readonly kind: 'source';
  readonly node: Located;
  /** By its name: see `sourceVariable`. What is encrypted is marked in the node. */
  readonly secret?: true;
  /** What it won over at its own level, the strongest first. */
  readonly over?: readonly SourceVariable[];
}

/** Computed, asked for, or returned by a host (facts, registered results, loop items): text in it is final. */
export interface FinalVariable {
  readonly kind: 'final';
  readonly value: Json;
  /** It holds, or was computed from, something that must not be shown. */
  readonly secret: boolean;
  /** It holds, or was computed from, what a host said. No path on this machine, and no other host, may be led astray by it. */
  readonly heard?: Heard;
  /** Where its task was done for each entry of a list: what it is there, in their order (entries.ts). */
  readonly entries?: readonly Variable[];
}

/** It will have a value, but not yet: a fact of a host not looked at, the result of a task that did not run. */
export interface UnsetVariable {
  readonly kind: 'unset';
  /** `the result of "read the version"`, `a fact of the host`. */
  readonly because: string;
  /** As of a final one: what is known of some entries is known there. */
  readonly entries?: readonly Variable[];
}

/** `hostvars`: the variables of every host, each read as that host would read it. */
export interface HostsVariable {
  readonly kind: 'hosts';
  readonly names: readonly string[];
  /** undefined: there is no such host. For one name the same each time: by that, cycles are seen. */
  readonly scopeOf: (name: string) => Scope | undefined;
}

export interface Scope {
  /**
   * undefined: there is no such variable, which is an error where it is read.
   *
   * @param use what becomes of it, which is for those who take notes (src/expression/alike.ts)
   */
  lookup(name: string, use?: Use): Variable | undefined;
  /** All names, for "did you mean". */
  names(): readonly string[];
  /** The same, with these variables at their level; there they win over those that it had at the same. */
  with(level: Level, variables: Variables): Scope;
  /** Of what can be read in an entry of a list: the same without it (entries.ts). */
  readonly outside?: Scope;
}

/** `text`: it goes into a text that may be any text, so that only its type counts; `value`: what it is may decide something. */
export type Use = 'value' | 'text';

export type Variables = ReadonlyMap<string, Variable>;

interface Layer {
  readonly rank: number;
  readonly variables: Variables;
}

/** The strongest level that has a name wins (precedence.ts). Within one level the later of the arguments wins. */
export function scopeOf(...given: readonly Levels[]): Scope {
  const layers: Layer[] = [];
  for (const [rank, { level }] of precedence.entries())
    for (const { [level]: variables } of given) if (variables) layers.push({ rank, variables });
  return scopeFrom(layers);
}

/** @param layers weakest first */
function scopeFrom(layers: readonly Layer[]): Scope {
  const scope: Scope = {
    lookup(name) {
      for (let index = layers.length - 1; index >= 0; index--) {
        const variable = layers[index]?.variables.get(name);
        if (variable) return variable;
      }
      return undefined;
    },
    names: () => [...new Set(layers.flatMap(({ variables }) => [...variables.keys()]))],
    with(level, variables) {
      if (variables.size === 0) return scope;
      const rank = rankOf(level);
      const weaker = layers.filter((layer) => layer.rank <= rank);
      return scopeFrom([...weaker, { rank, variables }, ...layers.slice(weaker.length)]);
    },
  };
  return scope;
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

/** Where several of one level have a name, the later one wins; what it won over is kept, for who asks where a value is from. */
export function overrule(variables: Map<string, Variable>, name: string, variable: Variable): void {
  const before = variables.get(name);
  if (before?.kind !== 'source' || variable.kind !== 'source' || before === variable)
    variables.set(name, variable);
  else {
    const over = [...(variable.over ?? []), before, ...(before.over ?? [])];
    variables.set(name, { ...variable, over });
  }
}

/** Whose words something is made of. */
export interface Heard {
  /** Empty where it is more than one. */
  readonly host: string;
  /** For messages: `the facts of web1`. */
  readonly what: string;
}

export function heardBoth(one: Heard | undefined, other: Heard | undefined): Heard | undefined {
  if (!one || !other || one.host === other.host) return one ?? other;
  return { host: '', what: `${one.what}, ${other.what}` };
}

/** @param heard where it is a host's */
export function final(value: Json, secret = false, heard?: Heard): FinalVariable {
  return { kind: 'final', value, secret, ...(heard !== undefined && { heard }) };
}

export function unset(because: string): UnsetVariable {
  return { kind: 'unset', because };
}
