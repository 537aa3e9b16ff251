// Variables that are set and that nothing reads: a slip of the pen in a name would otherwise change nothing, in silence.

import type { Level, Levels } from '../expression/precedence.js';
import type { SourceVariable, Variables } from '../expression/scope.js';
import { slipOf } from '../nearest.js';
import { formatProblem, type Problem } from '../problem.js';
import { type Located, plain } from '../yaml/located.js';
import { type KnownVariable, variableDescriptions } from './variable_descriptions.js';

/** What reads variables, besides hostwright itself. */
export interface Readers {
  /** Every word that may be the name of one. */
  readonly words: ReadonlySet<string>;
  /** Those that the user may have meant to set. */
  readonly names: ReadonlySet<string>;
}

export interface Unread {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Where users set variables that their playbook is to read. */
const levels: readonly Level[] = [
  'inventory all',
  'inventory groups',
  'group_vars/all',
  'playbook group_vars/all',
  'group_vars',
  'playbook group_vars',
  'inventory hosts',
  'host_vars',
  'playbook host_vars',
  'play vars',
  'vars_files',
  'extra vars',
];

/** Names of the user's own that nothing has to read, `*` at the end standing for the rest. */
const listOfOwn: KnownVariable = 'unused_ok';

/**
 * @param hosts what each host is given
 * @param tellsAll whether also what resembles nothing is told: where all that reads is known
 */
export function unreadVariables(hosts: readonly Levels[], readers: Readers, tellsAll: boolean): Unread {
  const verdicts = judged(hosts, readers);
  const words = ({ isMistake }: { isMistake: boolean }) =>
    unique(
      verdicts
        .filter((verdict) => verdict.isMistake === isMistake)
        .map((verdict) => worded(verdict, readers.names, tellsAll))
        .filter((problem) => problem !== undefined),
    );
  return { problems: words({ isMistake: true }), warnings: words({ isMistake: false }) };
}

interface Verdict {
  readonly name: string;
  readonly node: Located;
  /** What it is a slip of. */
  readonly meant: string | undefined;
  /** What was meant is not set for some host that has this. */
  isMistake: boolean;
}

/** One for each variable that nothing reads, however many hosts share it. */
function judged(hosts: readonly Levels[], readers: Readers): readonly Verdict[] {
  const known = new Set<string>(Object.keys(variableDescriptions));
  const wanted = [...readers.names, ...[...known].filter((name) => name.includes('_') && name !== listOfOwn)];
  const guess = once((name: string) => slipOf(name, wanted));
  // Hosts share most of what they are given.
  const unreadIn = once((variables: Variables) =>
    [...variables].flatMap(([name, variable]) => {
      const isRead = variable.kind !== 'source' || readers.words.has(name) || known.has(name);
      return isRead ? [] : [[name, variable] as const];
    }),
  );
  const verdicts = new Map<SourceVariable, Verdict>();
  for (const host of hosts) {
    const given = levels.flatMap((level) => (host[level] ? [host[level]] : []));
    const own = ownNames(given);
    for (const [name, variable] of given.flatMap(unreadIn)) {
      if (isOwn(name, own)) continue;
      const meant = guess(name);
      const verdict = verdicts.get(variable) ?? { name, node: variable.node, meant, isMistake: false };
      verdict.isMistake ||= meant !== undefined && !given.some((one) => one.has(meant));
      verdicts.set(variable, verdict);
    }
  }
  return [...verdicts.values()];
}

/** Calculated once for each key. */
function once<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, { readonly value: Value }>();
  return (key) => {
    const known = made.get(key) ?? { value: make(key) };
    made.set(key, known);
    return known.value;
  };
}

/** @returns undefined for what may be the user's own, and need not be told */
function worded(
  { name, node, meant, isMistake }: Verdict,
  wanted: Readers['names'],
  tellsAll: boolean,
): Problem | undefined {
  const message = `nothing reads the variable "${name}"`;
  if (meant !== undefined) {
    const guess = `did you mean "${meant}"${isMistake ? '' : ', which is set as well'}?`;
    const advice = `${guess} If the name is your own, list it under ${listOfOwn}`;
    return { message, place: node.place, advice };
  }
  if (name.startsWith('ansible_')) return undefined;
  const inside = node.kind === 'map' ? node.entries.find(({ key }) => wanted.has(key)) : undefined;
  if (inside) {
    return {
      message: `${message}, but "${inside.key}" in it has the name of one that is read`,
      place: inside.keyPlace,
      advice: `write ${inside.key} one level up`,
    };
  }
  const advice = `if it is your own, list it under ${listOfOwn}`;
  return tellsAll ? { message, place: node.place, advice } : undefined;
}

function ownNames(given: readonly Variables[]): readonly string[] {
  return given.flatMap((variables) => {
    const variable = variables.get(listOfOwn);
    const value = variable?.kind === 'source' ? plain(variable.node) : [];
    return (Array.isArray(value) ? value : [value]).filter((name) => typeof name === 'string');
  });
}

function isOwn(name: string, own: readonly string[]): boolean {
  return own.some((each) => (each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : name === each));
}

function unique(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}
