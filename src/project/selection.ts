// What of a playbook is meant: the hosts of each play, narrowed by `--limit`, and the tasks that have one of `--tags`.

import type { Files } from '../files/files.js';
import { type Host, hostNamed, type Inventory } from '../inventory/inventory.js';
import { selectHosts, selectParts, splitPattern } from '../inventory/pattern.js';
import { didYouMean } from '../nearest.js';
import { inOrder } from '../playbook/order.js';
import { tasksIn } from '../playbook/parts_of.js';
import type { Play, Playbook } from '../playbook/play.js';
import { fail, ProblemError } from '../problem.js';
import { collect } from './collect.js';

/** @throws ProblemError for patterns that name nothing, and where no play has a host */
export function selectPlayHosts(
  { file, plays }: Playbook,
  inventory: Inventory,
  limit: string | undefined,
  files: Files,
): (play: Play) => readonly Host[] {
  const [limited, ...chosen] = collect([
    () => (limit === undefined ? undefined : limitedHosts(inventory, limit, files)),
    ...plays.map(
      ({ hosts, order }) =>
        () =>
          inOrder(selectHosts(inventory, hosts.patterns, hosts.place), order),
    ),
  ]);
  const hosts = new Map(
    plays.map((play, index) => {
      const names = chosen[index] ?? [];
      return [play, names.filter((name) => limited?.has(name) ?? true)] as const;
    }),
  );
  if (![...hosts.values()].some((names) => names.length > 0)) failWithoutHosts(file, limit, chosen.flat());
  return (play) => (hosts.get(play) ?? []).flatMap((name) => hostNamed(inventory, name) ?? []);
}

/** `@file` stands for the lines of a file, each a part of the pattern. */
export function limitedHosts(inventory: Inventory, limit: string, files: Files): ReadonlySet<string> {
  try {
    const parts = splitPattern(limit).flatMap((part) =>
      part.startsWith('@') ? linesOf(files.text(part.slice(1))) : [part],
    );
    return new Set(selectParts(inventory, parts));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const problems = error.problems.map(({ message, ...rest }) => ({
      ...rest,
      message: `--limit ${limit}: ${message}`,
    }));
    throw new ProblemError(problems);
  }
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).flatMap((line) => line.trim() || []);
}

/** Nothing would be done, and a report of success would hide it. */
function failWithoutHosts(file: string, limit: string | undefined, names: readonly string[]): never {
  if (names.length > 0) fail(`--limit ${limit} leaves no host to ${file}`, undefined, whoIsMeant(names));
  return fail(
    `no play of ${file} has a host`,
    undefined,
    'the groups that it names are empty in the inventory',
  );
}

function whoIsMeant(names: readonly string[]): string {
  const different = [...new Set(names)];
  const shown = different.slice(0, 10).join(', ');
  return `its plays are for ${shown}${different.length > 10 ? ', ...' : ''}`;
}

/** @throws ProblemError for a tag that no task has: nothing would be done, and nobody would notice */
export function checkTags({ file, plays }: Playbook, wanted: ReadonlySet<string> | undefined): void {
  const known = new Set(plays.flatMap(({ tasks }) => tasksIn(tasks).flatMap(({ tags }) => tags)));
  const tagList = known.size > 0 ? `it has ${[...known].sort().join(', ')}` : 'it has no tags';
  collect(
    [...(wanted ?? [])].map((tag) => () => {
      if (!known.has(tag))
        fail(`--tags: no task of ${file} has the tag "${tag}"`, undefined, didYouMean(tag, known) ?? tagList);
    }),
  );
}
