// One task or handler: its module, its keywords, and what it takes over from its play.

import type { Variables } from '../expression/scope.js';
import { entryOf, type Located, type LocatedScalar, scalarAt } from '../yaml/located.js';
import { readFlag, readMap, readScalar } from '../yaml/shape.js';
import { type CallParsing, readCall } from './call.js';
import { readCheckMode, readRegister, readScalars, readSeconds, readTags } from './keywords.js';
import type { Task } from './play.js';
import { readVariables } from './variables.js';

/** What a task takes over from its play and from the blocks around it. */
export interface Inherited {
  readonly when: readonly LocatedScalar[];
  readonly vars: Variables;
  readonly become: Located | undefined;
  readonly becomeUser: LocatedScalar | undefined;
  readonly becomeMethod: LocatedScalar | undefined;
  readonly tags: readonly string[];
}

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
  const scalar = (key: string, what: string) => under(key, (value) => readScalar(value, what, problems));
  const flag = (key: string) => under(key, (value) => readFlag(value, problems)) ?? false;
  return {
    kind: 'task',
    id,
    place: map.place,
    name: scalar('name', 'a name') ?? scalarAt(call.module.name, map.place),
    module: call.module.name,
    params: call.params,
    when: [
      ...inherited.when,
      ...(under('when', (value) => readScalars(value, 'a condition', problems)) ?? []),
    ],
    loop: entryOf(map, 'loop')?.value,
    register: under('register', (value) => readRegister(value, problems)),
    become: entryOf(map, 'become')?.value ?? inherited.become,
    becomeUser: scalar('become_user', 'the name of a user') ?? inherited.becomeUser,
    becomeMethod: scalar('become_method', 'sudo, su or doas') ?? inherited.becomeMethod,
    delegateTo: scalar('delegate_to', 'the name of a host'),
    vars: new Map([...inherited.vars, ...readVariables(entryOf(map, 'vars')?.value, problems)]),
    tags: [...inherited.tags, ...(under('tags', (value) => readTags(value, problems)) ?? [])],
    notify: under('notify', (value) => readScalars(value, 'the name of a handler', problems)) ?? [],
    listen: (under('listen', (value) => readScalars(value, 'the name of a handler', problems)) ?? []).map(
      ({ text }) => text,
    ),
    noLog: flag('no_log'),
    ignoreErrors: flag('ignore_errors'),
    changedWhen: scalar('changed_when', 'one condition'),
    failedWhen: scalar('failed_when', 'one condition'),
    runsInPlan: under('check_mode', (value) => readCheckMode(value, problems)) ?? false,
    timeout: under('timeout', (value) => readSeconds(value, problems)),
    irreversible: flag('irreversible'),
  };
}
