// Which module a task calls, and with which parameters.

import type { z } from 'zod';
import { hasParameter, type Module } from '../module.js';
import { didYouMean } from '../nearest.js';
import type { Problem } from '../problem.js';
import type { LocatedEntry, LocatedMap } from '../yaml/located.js';
import type { Problems } from '../yaml/shape.js';
import { taskAdvice } from './keys.js';

export interface Call {
  readonly module: Module;
  readonly params: LocatedMap;
}

export interface CallParsing {
  readonly modules: ReadonlyMap<string, Module>;
  readonly problems: Problems;
  /** The keywords that are allowed here. */
  readonly keys: readonly string[];
}

/** The one key of a task that is no keyword names its module. undefined: there is none, and a problem says so. */
export function readCall(task: LocatedMap, parsing: CallParsing): Call | undefined {
  const { modules, problems, keys } = parsing;
  const others = task.entries.filter(({ key }) => !keys.includes(key));
  const [call, second] = others.filter(({ key }) => moduleNamed(key, modules));
  const wrong = others.filter(({ key }) => !moduleNamed(key, modules));
  for (const entry of wrong) problems.push(unknownKey(entry, call !== undefined, parsing));
  if (call && second) {
    const message = `a task has one module; "${call.key}" and "${second.key}" are two`;
    problems.push({ message, place: second.keyPlace, advice: 'make them two tasks' });
  }
  if (others.length === 0) problems.push({ message: 'the task has no module', place: task.place });
  const module = call && moduleNamed(call.key, modules);
  const params = call && module && readParams(call, module, problems);
  return module && params && { module, params };
}

function unknownKey(
  { key, keyPlace: place }: LocatedEntry,
  hasModule: boolean,
  parsing: CallParsing,
): Problem {
  const { modules, keys } = parsing;
  const advice = taskAdvice.get(key);
  if (advice !== undefined) return { message: `"${key}" is not supported yet`, place, advice };
  if (hasModule) {
    const known = 'hostwright modules lists what a task can do';
    return { message: `unknown key "${key}" in a task`, place, advice: didYouMean(key, keys) ?? known };
  }
  const guess = didYouMean(lastPart(key), [...modules.keys(), ...keys]);
  return {
    message: `unknown module "${key}"`,
    place,
    advice: guess ?? 'hostwright modules lists the modules',
  };
}

/**
 * `ansible.builtin.apt` is apt: playbooks written for Ansible use such names, and here each name means one module,
 * so nothing is lost by leaving the collection away.
 */
function moduleNamed(key: string, modules: ReadonlyMap<string, Module>): Module | undefined {
  return modules.get(key) ?? (/^\w+\.\w+\.\w+$/.test(key) ? modules.get(lastPart(key)) : undefined);
}

function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1);
}

function readParams(
  { keyPlace, value }: LocatedEntry,
  module: Module,
  problems: Problems,
): LocatedMap | undefined {
  if (value.kind === 'map') return byTheirNames(value, module, problems);
  if (value.kind === 'scalar' && value.value === null) return { kind: 'map', entries: [], place: keyPlace };
  const asMap = value.kind === 'scalar' && !value.secret ? mapOfPairs(value.text, module) : undefined;
  if (asMap !== undefined) {
    const advice = `write ${module.name}: ${asMap}`;
    problems.push({ message: "name=value is Ansible's short form of a map", place: value.place, advice });
    return undefined;
  }
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

/** A parameter that is written by another of its names gets its own. */
function byTheirNames(map: LocatedMap, { aliases }: Module, problems: Problems): LocatedMap {
  if (aliases === undefined) return map;
  const entries = map.entries.map((entry) => {
    const key = Object.hasOwn(aliases, entry.key) ? (aliases[entry.key] ?? entry.key) : entry.key;
    return { ...entry, key, written: entry.key };
  });
  entries.forEach(({ key, written, keyPlace: place }, at) => {
    const first = entries.find((other) => other.key === key);
    if (first === entries[at] || first === undefined) return;
    const message = `"${first.written}" and "${written}" are two names of one parameter`;
    problems.push({ message, place, advice: `write ${key} alone` });
  });
  return { ...map, entries: entries.map(({ written: _, ...entry }) => entry) };
}

const pair = /(\w+)=("[^"]*"|'[^']*'|\S*)(\s+|$)/y;

/** `name=nginx state=latest` as `{ name: nginx, state: latest }`; undefined where it is no such text, or names no parameter. */
function mapOfPairs(text: string, module: Module): string | undefined {
  const { params } = module;
  const pairs: (readonly [string, string])[] = [];
  pair.lastIndex = 0;
  while (pair.lastIndex < text.length) {
    const [, name = '', value = ''] = pair.exec(text) ?? [];
    if (name === '') return undefined;
    pairs.push([name, value.replace(/^(["'])(.*)\1$/, '$2')]);
  }
  if (!pairs.some(([name]) => hasParameter(module, name))) return undefined;
  return `{ ${pairs.map(([name, value]) => `${name}: ${yamlText(value, params.shape[name])}`).join(', ')} }`;
}

/** As it has to be written: `mode: 755` would be a number, which has lost its octal digits. */
function yamlText(value: string, param: z.ZodType | undefined): string {
  const isNumber = /^[1-9]\d*$/.test(value) && param?.safeParse(Number(value)).success === true;
  return isNumber || /^[A-Za-z_/][\w./-]*$/.test(value) ? value : JSON.stringify(value);
}
