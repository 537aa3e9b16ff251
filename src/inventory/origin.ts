// Where each value that a host has comes from, and what it won over.

import { type Level, type Levels, precedence } from '../expression/precedence.js';
import type { SourceVariable, Variable } from '../expression/scope.js';

/** One variable of the user's files, at its level. */
export interface RankedVariable {
  readonly level: Level;
  /** The level in words. */
  readonly of: string;
  readonly variable: SourceVariable;
}

export interface Origin {
  readonly name: string;
  /** What holds. */
  readonly from: RankedVariable;
  /** What would hold without it, the strongest first. */
  readonly over: readonly RankedVariable[];
}

/** By name, sorted. What the program itself knows (magic variables) comes from no file. */
export function originsIn(levels: Levels): readonly Origin[] {
  const standing = new Map<string, RankedVariable[]>();
  for (const { level, of } of [...precedence].reverse()) {
    if (level === 'magic variables') continue;
    for (const [name, variable] of levels[level] ?? []) {
      const all = standing.get(name) ?? [];
      all.push(...withThoseBelow(variable).map((each) => ({ level, of, variable: each })));
      standing.set(name, all);
    }
  }
  return [...standing].sort(([one], [other]) => (one < other ? -1 : 1)).flatMap(originOf);
}

function withThoseBelow(variable: Variable): readonly SourceVariable[] {
  return variable.kind === 'source' ? [variable, ...(variable.over ?? [])] : [];
}

function originOf([name, [from, ...over]]: readonly [string, readonly RankedVariable[]]): readonly Origin[] {
  return from ? [{ name, from, over }] : [];
}
