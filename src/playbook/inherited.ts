// What a play or a block says for the tasks in it, so that nobody who runs a task has to look up.

import { entryOf, type Located, type LocatedMap } from '../yaml/located.js';
import { oneOrMore, type Problems, readFlag, readScalar } from '../yaml/shape.js';
import { readCount, readListName, readScalars, readSeconds, readTags } from './keywords.js';
import type { Inherited } from './play.js';
import { readVariables } from './variables.js';

export const nothingInherited: Inherited = {
  when: [],
  vars: new Map(),
  forEach: undefined,
  role: {},
  tags: [],
  environment: [],
  notify: [],
  become: undefined,
  becomeUser: undefined,
  becomeMethod: undefined,
  delegateTo: undefined,
  noLog: false,
  ignoreErrors: false,
  ignoreUnreachable: false,
  checkMode: undefined,
  diff: undefined,
  timeout: undefined,
  throttle: undefined,
  runOnce: false,
  anyErrorsFatal: undefined,
};

/** @param map a play or a role (whose own variables are a level of their own, and not read here), a block, or a task */
export function inheritedFrom(map: LocatedMap, outer: Inherited, problems: Problems): Inherited {
  const under = <Value>(key: string, read: (value: Located) => Value) => {
    const entry = entryOf(map, key);
    return entry && read(entry.value);
  };
  const scalar = (key: string, what: string) => under(key, (value) => readScalar(value, what, problems));
  const scalars = (key: string, what: string) =>
    under(key, (value) => readScalars(value, what, problems)) ?? [];
  const flag = (key: string) => under(key, (value) => readFlag(value, problems));
  const hasOwnLevel = ['hosts', 'role', 'import_role'].some((key) => entryOf(map, key));
  return {
    when: [...outer.when, ...scalars('when', 'a condition')],
    vars: new Map([
      ...outer.vars,
      ...(hasOwnLevel ? [] : readVariables(entryOf(map, 'vars')?.value, problems)),
    ]),
    forEach: under('for_each', (value) => readListName(value, problems)) ?? outer.forEach,
    role: outer.role,
    tags: [...outer.tags, ...(under('tags', (value) => readTags(value, problems)) ?? [])],
    environment: [...outer.environment, ...(under('environment', oneOrMore) ?? [])],
    notify: [...outer.notify, ...scalars('notify', 'the name of a handler')],
    become: entryOf(map, 'become')?.value ?? outer.become,
    becomeUser: scalar('become_user', 'the name of a user') ?? outer.becomeUser,
    becomeMethod: scalar('become_method', 'sudo, su or doas') ?? outer.becomeMethod,
    delegateTo: scalar('delegate_to', 'the name of a host') ?? outer.delegateTo,
    noLog: flag('no_log') ?? outer.noLog,
    ignoreErrors: flag('ignore_errors') ?? outer.ignoreErrors,
    ignoreUnreachable: flag('ignore_unreachable') ?? outer.ignoreUnreachable,
    checkMode: flag('check_mode') ?? outer.checkMode,
    diff: flag('diff') ?? outer.diff,
    timeout: under('timeout', (value) => readSeconds(value, problems)) ?? outer.timeout,
    throttle: under('throttle', (value) => readCount(value, problems)) ?? outer.throttle,
    runOnce: flag('run_once') ?? outer.runOnce,
    // That of a play is about the play as a whole, and its hosts keep their own pace.
    anyErrorsFatal: (entryOf(map, 'hosts') ? undefined : flag('any_errors_fatal')) ?? outer.anyErrorsFatal,
  };
}
