// One task or handler: its module, its keywords, and what it takes over from its play.

import type { Module } from '../module.js';
import { didYouMean } from '../nearest.js';
import {
  entryOf,
  type Located,
  type LocatedEntry,
  type LocatedMap,
  type LocatedScalar,
  scalarAt,
} from '../yaml/located.js';
import { oneOrMore, type Problems, readFlag, readMap, readScalar, readText } from '../yaml/shape.js';
import { taskAdvice } from './keys.js';
import type { Task } from './play.js';
import { readVariables, variableName } from './variables.js';

export interface PlayDefaults {
  readonly become: Located | undefined;
  readonly becomeUser: LocatedScalar | undefined;
  readonly tags: readonly string[];
}

export interface TaskParsing {
  readonly modules: ReadonlyMap<string, Module>;
  readonly problems: Problems;
  readonly defaults: PlayDefaults;
  /** The keywords that are allowed here. */
  readonly keys: readonly string[];
  readonly id: number;
}

/** undefined where the task has no module to speak of; whatever is wrong is in `problems`. */
export function parseTask(node: Located, parsing: TaskParsing): Task | undefined {
  const { problems, defaults, id } = parsing;
  const map = readMap(node, 'a task', problems);
  const called = map && readModule(map, parsing);
  if (!map || !called) return undefined;
  const under = <Value>(key: string, read: (value: Located) => Value) => {
    const entry = entryOf(map, key);
    return entry && read(entry.value);
  };
  const scalar = (key: string, what: string) => under(key, (value) => readScalar(value, what, problems));
  const flag = (key: string) => under(key, (value) => readFlag(value, problems)) ?? false;
  return {
    id,
    place: map.place,
    name: scalar('name', 'a name') ?? scalarAt(called.module.name, map.place),
    module: called.module.name,
    params: called.params,
    when: under('when', (value) => readConditions(value, problems)) ?? [],
    loop: entryOf(map, 'loop')?.value,
    register: under('register', (value) => readRegister(value, problems)),
    become: entryOf(map, 'become')?.value ?? defaults.become,
    becomeUser: scalar('become_user', 'the name of a user') ?? defaults.becomeUser,
    delegateTo: scalar('delegate_to', 'the name of a host'),
    vars: readVariables(entryOf(map, 'vars')?.value, problems),
    tags: [...defaults.tags, ...(under('tags', (value) => readTags(value, problems)) ?? [])],
    notify: under('notify', (value) => readNames(value, problems)) ?? [],
    listen: (under('listen', (value) => readNames(value, problems)) ?? []).map(({ text }) => text),
    noLog: flag('no_log'),
    ignoreErrors: flag('ignore_errors'),
    changedWhen: scalar('changed_when', 'one condition'),
    failedWhen: scalar('failed_when', 'one condition'),
    runsInPlan: under('check_mode', (value) => readCheckMode(value, problems)) ?? false,
    timeout: under('timeout', (value) => readSeconds(value, problems)),
  };
}

// --- the module ---

interface Called {
  readonly module: Module;
  readonly params: LocatedMap;
}

function readModule(map: LocatedMap, { modules, problems, keys }: TaskParsing): Called | undefined {
  const others = map.entries.filter(({ key }) => !keys.includes(key));
  const calls = others.flatMap((entry) => {
    const module = modules.get(shortName(entry.key, modules));
    return module ? [{ entry, module }] : [];
  });
  const [call, second] = calls;
  const wrong = others.filter((entry) => calls.every((each) => each.entry !== entry));
  for (const { key, keyPlace } of wrong) {
    const special = taskAdvice.get(key);
    if (special !== undefined) {
      problems.push({ message: `"${key}" is not supported yet`, place: keyPlace, advice: special });
      continue;
    }
    const message = call ? `unknown key "${key}" in a task` : `unknown module "${key}"`;
    const known = call ? keys : [...modules.keys(), ...keys];
    const list = call
      ? 'hostwright modules lists what a task can do'
      : 'hostwright modules lists the modules';
    problems.push({ message, place: keyPlace, advice: didYouMean(lastPart(key), known) ?? list });
  }
  if (call && second) {
    const message = `a task has one module; "${call.entry.key}" and "${second.entry.key}" are two`;
    problems.push({ message, place: second.entry.keyPlace, advice: 'make them two tasks' });
  }
  if (!call && wrong.length === 0) problems.push({ message: 'the task has no module', place: map.place });
  const params = call && readParams(call.entry, call.module, problems);
  return call && params && { module: call.module, params };
}

/**
 * `ansible.builtin.apt` is apt: playbooks written for Ansible use such names, and here each name means one module,
 * so nothing is lost by leaving the collection away.
 */
function shortName(key: string, modules: ReadonlyMap<string, Module>): string {
  return /^\w+\.\w+\.\w+$/.test(key) && modules.has(lastPart(key)) ? lastPart(key) : key;
}

function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1);
}

function readParams(
  { keyPlace, value }: LocatedEntry,
  module: Module,
  problems: Problems,
): LocatedMap | undefined {
  if (value.kind === 'map') return value;
  if (value.kind === 'scalar' && value.value === null) return { kind: 'map', entries: [], place: keyPlace };
  if (module.bare !== undefined) {
    return { kind: 'map', entries: [{ key: module.bare, keyPlace, value }], place: value.place };
  }
  problems.push({
    message: `${module.name} needs a map of parameters`,
    place: value.place,
    advice: 'write each parameter on a line of its own: name: value',
  });
  return undefined;
}

// --- keywords ---

function readConditions(node: Located, problems: Problems): readonly LocatedScalar[] {
  return oneOrMore(node).flatMap((item) => readScalar(item, 'a condition', problems) ?? []);
}

function readNames(node: Located, problems: Problems): readonly LocatedScalar[] {
  return oneOrMore(node).flatMap((item) => readScalar(item, 'the name of a handler', problems) ?? []);
}

/** A tag, several separated by commas, or a list. */
export function readTags(node: Located, problems: Problems): readonly string[] {
  return oneOrMore(node)
    .flatMap((item) => readText(item, 'a tag', problems)?.split(',') ?? [])
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}

function readRegister(node: Located, problems: Problems): string | undefined {
  const name = readText(node, 'the name of a variable', problems);
  if (name === undefined || variableName.test(name)) return name;
  const advice = 'a name has letters, digits and _, and begins with no digit';
  problems.push({ message: `"${name}" cannot be the name of a variable`, place: node.place, advice });
  return undefined;
}

function readCheckMode(node: Located, problems: Problems): boolean {
  const flag = readFlag(node, problems);
  if (flag === true) {
    const advice = 'check_mode: false says that a task only looks; plan never changes anything anyway';
    problems.push({ message: 'check_mode can only be false', place: node.place, advice });
  }
  return flag === false;
}

function readSeconds(node: Located, problems: Problems): number | undefined {
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (typeof value === 'number' && value > 0) return value;
  problems.push({ message: 'expected a number of seconds', place: node.place });
  return undefined;
}
