// One task or handler: its module, its keywords, and what it takes over from its play.

import type { Place } from '../problem.js';
import { entryOf, type Located, type LocatedMap, scalarAt } from '../yaml/located.js';
import { type Problems, readFlag, readMap, readScalar } from '../yaml/shape.js';
import { type CallParsing, readCall } from './call.js';
import { inheritedFrom, nothingInherited } from './inherited.js';
import { readNumber, readRegister, readScalars } from './keywords.js';
import { readLoop } from './loop_keywords.js';
import type { Inherited, Retry, Task } from './play.js';

export interface TaskParsing extends CallParsing {
  readonly inherited: Inherited;
  readonly id: number;
}

/** undefined where the task has no module to speak of; whatever is wrong is in `problems`. */
export function parseTask(node: Located, parsing: TaskParsing): Task | undefined {
  const { problems, inherited, id } = parsing;
  const map = readMap(node, 'a task', problems);
  const call = map && readCall(map, parsing);
  if (!map || !call) return undefined;
  const under = <Value>(key: string, read: (value: Located) => Value) => {
    const entry = entryOf(map, key);
    return entry && read(entry.value);
  };
  const scalars = (key: string, what: string) =>
    under(key, (value) => readScalars(value, what, problems)) ?? [];
  const name = under('name', (value) => readScalar(value, 'a name', problems));
  const module = call.module.name;
  return {
    kind: 'task',
    id,
    place: map.place,
    name: name ?? scalarAt(module, map.place),
    module,
    params: call.params,
    loop: readLoop(map, problems),
    register: under('register', (value) => readRegister(value, problems)),
    retry: readRetry(map, problems),
    changedWhen: scalars('changed_when', 'a condition'),
    failedWhen: scalars('failed_when', 'a condition'),
    irreversible: under('irreversible', (value) => readFlag(value, problems)) ?? false,
    // Last: what is added to a copy, property by property, costs V8 more than all that is read here.
    ...inheritedFrom(map, inherited, problems),
  };
}

function readRetry(map: LocatedMap, problems: Problems): Retry | undefined {
  const under = (key: string) => entryOf(map, key)?.value;
  const [until, retries, delay] = [under('until'), under('retries'), under('delay')];
  const retry: Retry = {
    until: until ? readScalars(until, 'a condition', problems) : [],
    retries: retries && readNumber(retries, 'a whole number', problems),
    delay: delay && readNumber(delay, 'a number of seconds', problems),
  };
  return until || retries ? retry : undefined;
}

/** A task that says nothing but which module it calls. */
export function bareTask(name: string, module: string, place: Place): Task {
  return {
    kind: 'task',
    id: -1,
    place,
    name: scalarAt(name, place),
    module,
    params: { kind: 'map', entries: [], place },
    loop: undefined,
    register: undefined,
    retry: undefined,
    changedWhen: [],
    failedWhen: [],
    irreversible: false,
    ...nothingInherited,
  };
}

/** `changed_when: false`. */
export function neverChanges({ changedWhen }: Task): boolean {
  return changedWhen.some(({ value }) => value === false);
}
