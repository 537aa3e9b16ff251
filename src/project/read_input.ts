// What `apply`, `plan` and `verify` are given, read and checked before the first connection. Every mistake that can be known
// without a host is told here, all of them at once, and no host has been touched.

import { dirname } from 'node:path';
import { checkRun } from '../engine/preflight.js';
import type { Files } from '../files/files.js';
import { largeFilesAreHashed } from '../files/shared.js';
import { givenBy } from '../inventory/given.js';
import type { Host } from '../inventory/inventory.js';
import { namesOfOneMachine } from '../inventory/one_machine.js';
import { plainNamesIn } from '../inventory/plain_names.js';
import { modulesByName } from '../modules/index.js';
import type { PlaybookOptions } from '../options/hosts.js';
import type { KeyOptions } from '../options/keys.js';
import type { Play, Playbook } from '../playbook/play.js';
import { startingAt } from '../playbook/start_at.js';
import { refuse } from '../problem.js';
import type { Opener } from '../secrets/opened.js';
import { collect } from './collect.js';
import { loadExtraVars } from './inventory/extra_vars.js';
import { settled } from './load.js';
import { loadPlaybook } from './playbook_files.js';
import { type Ask, withAnswers } from './prompted.js';
import { isReachable, type Routes, routesTo, type WayOptions } from './routes.js';
import { withSealedFiles } from './sealed_files.js';
import { checkTags, selectPlayHosts } from './selection.js';
import { isShipped } from './shipped.js';
import { nothingUnread, unreadIn, withStrictness } from './unread.js';
import { type UserFiles, userFiles } from './user_files.js';

export type InputOptions = Pick<PlaybookOptions, 'inventory' | 'limit' | 'tags' | keyof KeyOptions> &
  Partial<Pick<PlaybookOptions, keyof WayOptions | 'startAtTask' | 'extraVars' | 'strict'>> & {
    /** Files that are about to be written, by path. */
    readonly unwritten?: ReadonlyMap<string, string>;
  };

export type Input = Awaited<ReturnType<typeof readInputFor>>;

/** @throws ProblemError with every problem of the stage that found some: the files, the selection, the tasks */
export function readInput(playbookFile: string, options: InputOptions, ask?: Ask, from?: UserFiles) {
  const load = (files: Files, open: Opener) => loadPlaybook(playbookFile, files, open);
  return readInputFor(load, options, dirname(playbookFile), ask, from);
}

/**
 * As `readInput`, with a playbook from elsewhere.
 *
 * @param playbookFolder whose group_vars/, host_vars/, files and templates count
 * @param ask without it, what is to be asked for has no value
 * @param from for several playbooks, what all of them are read from
 */
export async function readInputFor(
  load: (files: Files, open: Opener) => Promise<Playbook>,
  options: InputOptions,
  playbookFolder?: string,
  ask?: Ask,
  from: UserFiles = userFiles(options),
) {
  const files = from.files(playbookFolder);
  const { open } = from;
  // One after another: what is encrypted may ask for a passphrase.
  const playbookRead = await settled(load(files, open));
  const inventoryRead = await settled(from.inventory(options.inventory, playbookFolder));
  const extraRead = await settled(loadExtraVars(options.extraVars ?? [], files, open));
  const [whole, inventory, extra] = collect([playbookRead, inventoryRead, extraRead]);
  const started = options.startAtTask === undefined ? whole : startingAt(whole, options.startAtTask);
  const playbook = ask ? await withAnswers(started, extra, ask) : started;
  const [hostsOf] = collect([
    () => selectPlayHosts(playbook, inventory, options.limit, files),
    () => checkTags(playbook, options.tags),
  ]);
  const given = givenBy(inventory, extra);
  const plain = { playbook, hostsOf, modules: modulesByName, files, given };
  const inputs = { ...plain, files: await withSealedFiles(plain, open), tags: options.tags };
  // What is not a playbook of the user's reads nearly nothing of the inventory.
  const ofPlaybook = playbookFolder === undefined ? nothingUnread : unreadIn({ ...plain, playbookFolder });
  const unread = withStrictness(
    { ...ofPlaybook, warnings: [...inventory.unread, ...ofPlaybook.warnings] },
    options,
  );
  const [routes] = collect([
    () => routesTo(inventory, { plays: playbook.plays, hostsOf }, given, files, options),
    () => checkRun({ ...inputs, isHost: (name) => isReachable(inventory, name) }),
  ]);
  await largeFilesAreHashed();
  // Where a task lacks a variable, that says it better.
  refuse(unread.problems);
  const twice = machinesNamedTwice(playbook.plays, hostsOf, routes);
  refuse(twice.problems);
  const plainNames = plainNamesIn(playbook.plays.flatMap(hostsOf));
  const warnings = [
    ...playbook.warnings,
    ...inventory.warnings,
    ...plainNames,
    ...unread.warnings,
    ...twice.warnings,
  ];
  return { inputs, routes, warnings };
}

/** A play of one's own may mean it; an endpoint has one place on a machine, so with a play that is shipped it is a mistake. */
function machinesNamedTwice(
  plays: readonly Play[],
  hostsOf: (play: Play) => readonly Host[],
  routes: Routes,
) {
  const told = plays.map((play) => ({
    isShipped: isShipped(play),
    found: namesOfOneMachine(hostsOf(play).map(({ name }) => routes(name))),
  }));
  const of = (shipped: boolean) => told.flatMap((one) => (one.isShipped === shipped ? one.found : []));
  return { problems: of(true), warnings: of(false) };
}
