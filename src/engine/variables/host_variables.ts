// What a run learns about one host: facts, registered results, variables set by actions. Gone when the run ends.

import type { Level, Levels } from '../../expression/precedence.js';
import {
  final,
  type Heard,
  type Scope,
  scopeOf,
  unset,
  type Variable,
  type Variables,
} from '../../expression/scope.js';
import type { JsonObject } from '../../json.js';
import { compare, type Position } from '../order/position.js';
import type { Whereabouts } from '../order/progress.js';

interface Version {
  readonly at: Position;
  readonly variable: Variable;
}

/** Versions of one variable that may add up before those that can be read no more are dropped. */
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

/** @param last where the last host is: no host is, or comes, before that */
function readable(versions: readonly Version[], last: Position): readonly Version[] {
  const first = versions.findLastIndex(({ at }) => compare(at, last) < 0);
  return versions.slice(Math.max(0, first));
}

/** What a host brings to its tasks. */
interface Reader {
  readonly variables: HostVariables;
  /** What the play gives it. */
  readonly levels: Levels;
  /** Set inside of what an include brings in: the items of its loop. */
  readonly included?: Variables;
}

/** All that a task of the play at hand can read, but for what is the task's own. */
export function scopeIn({ variables, levels, included }: Reader): Scope {
  return variables.scope(levels, included ? { 'role parameters': included } : {});
}

/** The levels of src/expression/precedence.ts at which a run learns. */
type Learned = Extract<Level, 'facts' | 'include_vars' | 'results'>;

export class HostVariables {
  /** Where the host is while it learns. */
  where: Whereabouts = { now: () => [], last: () => [] };
  readonly #learned = { facts: new History(), include_vars: new History(), results: new History() };

  constructor(
    /** What holds for the host before anything is learned: promises, inventory, extra variables, magic variables. */
    private readonly given: Levels,
  ) {
    this.unset('ansible_facts', 'a fact of a host that was not looked at', 'facts');
  }

  /** @param heard whose words it is made of; undefined: the user's own */
  set(
    name: string,
    value: JsonObject[string],
    secret: boolean,
    heard: Heard | undefined,
    level: Learned = 'results',
  ): void {
    this.#learn(name, final(value, secret, heard), level);
  }

  /** What a task leaves under the name that it registers. */
  register(name: string, variable: Variable): void {
    this.#learn(name, variable, 'results');
  }

  /** The variable will have a value later; reading it is unknown, not a mistake. */
  unset(name: string, because: string, level: Learned = 'results'): void {
    this.#learn(name, unset(because), level);
  }

  #learn(name: string, variable: Variable, level: Learned): void {
    this.#learned[level].set(name, variable, this.where);
  }

  /** Of one of the user's files: what it holds is read as any other. */
  include(variables: Variables): void {
    for (const [name, variable] of variables) this.#learn(name, variable, 'include_vars');
  }

  has(name: string): boolean {
    const { facts, include_vars: included, results } = this.#learned;
    const variable = results.latest.get(name) ?? included.latest.get(name) ?? facts.latest.get(name);
    return variable !== undefined && variable.kind !== 'unset';
  }

  /** Whether the variable is one that the run gives a value to, sooner or later. */
  learns(name: string): boolean {
    const learned = Object.values(this.#learned).map(({ latest }) => latest);
    return [this.given.promises, ...learned].some((variables) => variables?.has(name));
  }

  /** @param levels what the play, its blocks and the task at hand add */
  scope(...levels: readonly Levels[]): Scope {
    return scopeOf({ ...this.given, ...this.#all(({ latest }) => latest) }, ...levels);
  }

  /** What was known when the host came to this position, of no play. */
  scopeAt(position: Position): Scope {
    return scopeOf({ ...this.given, ...this.#all((history) => history.before(position)) });
  }

  #all(read: (history: History) => Variables): Readonly<Record<Learned, Variables>> {
    const { facts, include_vars, results } = this.#learned;
    return { facts: read(facts), include_vars: read(include_vars), results: read(results) };
  }
}
