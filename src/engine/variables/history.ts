// Variables of one host as they were learned: others, who may be further behind, read them as of where they are.

import type { Variable, Variables } from '../../expression/scope.js';
import { compare, type Position } from '../order/position.js';
import type { Whereabouts } from '../order/progress.js';

interface Version {
  readonly at: Position;
  readonly variable: Variable;
}

/** Versions of one variable that may add up before those that nobody can read any more are dropped. */
const kept = 8;

export class History {
  readonly latest = new Map<string, Variable>();
  readonly #versions = new Map<string, readonly Version[]>();

  set(name: string, variable: Variable, where: Whereabouts): void {
    this.latest.set(name, variable);
    const versions = [...(this.#versions.get(name) ?? []), { at: where.now(), variable }];
    this.#versions.set(name, versions.length % kept === 0 ? readable(versions, where.last()) : versions);
  }

  /** What was known when the host came to this position. */
  before(position: Position): Variables {
    return new Map(
      [...this.#versions].flatMap(([name, versions]) => {
        const known = versions.findLast(({ at }) => compare(at, position) < 0);
        return known ? [[name, known.variable] as const] : [];
      }),
    );
  }
}

/** @param last where the last host is: nobody is, or comes, before that */
function readable(versions: readonly Version[], last: Position): readonly Version[] {
  const first = versions.findLastIndex(({ at }) => compare(at, last) < 0);
  return versions.slice(Math.max(0, first));
}
