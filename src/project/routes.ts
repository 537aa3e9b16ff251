// How each host is reached, decided before the first connection: an unreadable key file is found here, not halfway.

import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Levels } from '../expression/precedence.js';
import type { ExpressionContext } from '../expression/reading.js';
import type { Variable } from '../expression/scope.js';
import type { Files } from '../files/files.js';
import { connectionSettingsOf, isConnectionVariable } from '../inventory/connection_settings.js';
import { type ConnectionSettings, type Host, hostNamed, type Inventory } from '../inventory/inventory.js';
import type { Play } from '../playbook/play.js';
import { fail, type Place, ProblemError } from '../problem.js';
import { collect } from './collect.js';

/** Gives the way to a host; only for names that `isReachable` knows. */
export type Routes = (name: string) => ConnectionSettings;

/** What the command line says of how hosts are reached. */
export interface WayOptions {
  readonly user?: string | undefined;
  readonly privateKey?: string | undefined;
  /** Seconds. */
  readonly connectTimeout?: number | undefined;
}

/** Which hosts a play is for, in all plays of the run. */
export interface HostsOfPlays {
  readonly plays: readonly Play[];
  readonly hostsOf: (play: Play) => readonly Host[];
}

/**
 * @param of the plays, whose variables may say how their hosts are reached; others of the inventory are looked up
 *   when a task is delegated to them
 * @param given what each host has besides
 * @param options what holds where no variable says it
 * @throws ProblemError with the mistakes of all hosts
 */
export function routesTo(
  inventory: Inventory,
  of: HostsOfPlays,
  given: (host: Host) => Levels,
  files: Files,
  options: WayOptions,
): Routes {
  const known = new Map<string, ConnectionSettings>();
  const privateKey = keyFileOf(options, files);
  const add = (host: Host, plays: readonly Play[]) => {
    const settings = wayInAll(host, given(host), plays, { files });
    known.set(host.name, {
      ...settings,
      user: settings.user ?? options.user,
      privateKeyFile: settings.privateKeyFile ?? privateKey,
      connectTimeout: settings.connectTimeout ?? options.connectTimeout,
    });
  };
  collect(
    [...playsByHost(of)].map(
      ([host, plays]) =>
        () =>
          add(host, plays),
    ),
  );
  return (name) => {
    const host = hostNamed(inventory, name);
    if (host && !known.has(name)) add(host, []);
    return known.get(name) ?? fail(`there is no host "${name}" in the inventory`);
  };
}

/** @returns the path, made whole @throws ProblemError where the file cannot be read */
export function keyFileOf({ privateKey }: WayOptions, files: Files): string | undefined {
  if (privateKey === undefined) return undefined;
  const path = resolve(privateKey.replace(/^~(?=\/)/, homedir()));
  try {
    files.bytes(path);
    return path;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return fail(`--private-key: ${error.problems[0]?.message}`);
  }
}

function playsByHost({ plays, hostsOf }: HostsOfPlays): ReadonlyMap<Host, readonly Play[]> {
  const byHost = new Map<Host, Play[]>();
  for (const play of plays) {
    for (const host of hostsOf(play)) byHost.set(host, [...(byHost.get(host) ?? []), play]);
  }
  return byHost;
}

/** A host has one connection for the whole run, so its plays have to agree on the way. */
function wayInAll(
  host: Host,
  given: Levels,
  plays: readonly Play[],
  context: ExpressionContext,
): ConnectionSettings {
  const places = plays.flatMap(({ vars, varsFiles }) => [...vars, ...varsFiles].flatMap(placeOfConnection));
  if (places.length === 0) return connectionSettingsOf(host, given, context);
  const [first, ...others] = plays.map(({ vars, varsFiles }) =>
    connectionSettingsOf(host, { ...given, 'play vars': vars, vars_files: varsFiles }, context),
  );
  return others.reduce(
    (one, other) =>
      joined(one, other) ??
      fail(
        `the plays differ in how they reach ${host.name}, which has one connection for the whole run`,
        places[0],
        'write it in the inventory, or alike in all plays',
      ),
    first ?? connectionSettingsOf(host, given, context),
  );
}

function placeOfConnection([name, variable]: readonly [string, Variable]): readonly Place[] {
  return isConnectionVariable(name) && variable.kind === 'source' ? [variable.node.place] : [];
}

/** undefined: they differ. A password that only one of them knows is good for both, and so is the line that says it. */
function joined(one: ConnectionSettings, other: ConnectionSettings): ConnectionSettings | undefined {
  const passwordsOr = (own: ConnectionSettings, another: ConnectionSettings) => ({
    ...own,
    setBy: one.setBy ?? [],
    loginPassword: own.loginPassword ?? another.loginPassword,
    becomePassword: own.becomePassword ?? another.becomePassword,
  });
  const both = passwordsOr(one, other);
  return isDeepStrictEqual(both, passwordsOr(other, one)) ? both : undefined;
}

export function isReachable(inventory: Inventory, name: string): boolean {
  return hostNamed(inventory, name) !== undefined;
}
