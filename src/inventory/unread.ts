// Variables that are set and that nothing reads: a slip of the pen in a name would otherwise change nothing, in silence.

import type { Level, Levels } from '../expression/precedence.js';
import type { SourceVariable, Variables } from '../expression/scope.js';
import { slipOf } from '../nearest.js';
import { formatProblem, type Problem } from '../problem.js';
import { plain } from '../yaml/located.js';
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
  const known = new Set<string>(Object.keys(variableDescriptions));
  const wanted = [...readers.names, ...[...known].filter((name) => name.includes('_') && name !== listOfOwn)];
  const isRead = (name: string) => readers.words.has(name) || known.has(name);
  const verdicts = new Map<
    SourceVariable,
    { readonly name: string; meant: string | undefined; missing: boolean }
  >();
  const guesses = new Map<string, string | undefined>();
  const guess = (name: string) => {
    if (!guesses.has(name)) guesses.set(name, slipOf(name, wanted));
    return guesses.get(name);
  };
  for (const host of hosts) {
    const given = levels.flatMap((level) => (host[level] ? [host[level]] : []));
    const own = ownNames(given);
    for (const variables of given)
      for (const [name, variable] of variables) {
        if (variable.kind !== 'source' || isRead(name) || isOwn(name, own)) continue;
        const meant = guess(name);
        const missing = meant !== undefined && !given.some((one) => one.has(meant));
        const verdict = verdicts.get(variable) ?? { name, meant, missing };
        verdict.missing ||= missing;
        verdicts.set(variable, verdict);
      }
  }
  const told: { problems: Problem[]; warnings: Problem[] } = { problems: [], warnings: [] };
  for (const [{ node }, { name, meant, missing }] of verdicts) {
    const { place } = node;
    const inside = node.kind === 'map' ? node.entries.find(({ key }) => readers.names.has(key)) : undefined;
    if (meant !== undefined) {
      const advice = missing
        ? `did you mean "${meant}"? If the name is your own, list it under ${listOfOwn}`
        : `did you mean "${meant}", which is set as well? If the name is your own, list it under ${listOfOwn}`;
      told[missing ? 'problems' : 'warnings'].push({
        message: `nothing reads the variable "${name}"`,
        place,
        advice,
      });
    } else if (inside && !name.startsWith('ansible_')) {
      const message = `nothing reads the variable "${name}", but "${inside.key}" in it has the name of one that is read`;
      told.warnings.push({ message, place: inside.keyPlace, advice: `write ${inside.key} one level up` });
    } else if (tellsAll && !name.startsWith('ansible_')) {
      const advice = `if it is your own, list it under ${listOfOwn}`;
      told.warnings.push({ message: `nothing reads the variable "${name}"`, place, advice });
    }
  }
  return { problems: unique(told.problems), warnings: unique(told.warnings) };
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
