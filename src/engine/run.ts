// A run: the plays of a playbook in order, each over its hosts, with one connection a host for all of them.

import type { Connection } from '../connection.js';
import type { Listener, Mode, Recap } from '../event.js';
import type { Variables } from '../expression/scope.js';
import type { Files } from '../files/files.js';
import type { Host } from '../inventory/inventory.js';
import type { Module } from '../module.js';
import type { Play, Playbook } from '../playbook/play.js';
import type { Problem } from '../problem.js';
import { createFleet, type Fleet } from './fleet.js';
import type { Patience } from './line.js';
import { runPlay } from './play.js';
import type { HostRun, Run } from './run_context.js';
import { isSelected } from './tags.js';
import { Tally } from './tally.js';
import type { WalkEnd } from './walk.js';

/** What a run needs to know and to be handed; the engine itself reads no file and opens no socket. */
export interface RunOptions {
  readonly mode: Mode;
  readonly playbook: Playbook;
  /** For each play, in order, its hosts: pattern and limit already applied. */
  readonly hostsOf: (play: Play) => readonly Host[];
  readonly modules: ReadonlyMap<string, Module>;
  readonly files: Files;
  /** Magic variables of a host. */
  readonly magic: (host: Host) => Variables;
  /** Opens a connection to a host of the inventory, or to `localhost`. */
  readonly connect: (host: string, signal: AbortSignal) => Promise<Connection>;
  readonly addressOf: (host: string) => string;
  readonly tags: ReadonlySet<string> | undefined;
  readonly forks: number;
  readonly window: number;
  readonly silenceTimeout: number | undefined;
  readonly patience: Patience;
  /** What others are told who find a host locked by this run; no other run's is equal. One line. */
  readonly holder: string;
  /** About the files; told right after the run has begun. */
  readonly warnings: readonly Problem[];
  readonly listener: Listener;
  readonly signal: AbortSignal;
}

export async function run(options: RunOptions): Promise<Recap> {
  const began = performance.now();
  const tally = new Tally();
  const emit: Listener = (event) => {
    tally.add(event);
    options.listener(event);
  };
  const fleet = createFleet(options, emit);
  const context: Run = { ...options, emit, began: new Date(), target: fleet.target };
  const plays = options.playbook.plays.map((play) => ({ play, hosts: options.hostsOf(play) }));
  const names = [...new Set(plays.flatMap(({ hosts }) => hosts.map((host) => host.name)))];
  emit({ type: 'run', version: 1, mode: options.mode, playbook: options.playbook.file, hosts: names });
  for (const { message, place } of options.warnings)
    emit({ type: 'warning', message, ...(place && { place }) });

  await runPlays(context, options, plays, fleet);
  await fleet.close();

  const hosts = names.map((name) => {
    const { roundTrips, times } = fleet.target(name).line;
    return [name, tally.recapOf(name, roundTrips, times)] as const;
  });
  const recap: Recap = {
    type: 'recap',
    hosts: Object.fromEntries(hosts),
    ms: Math.round(performance.now() - began),
    interrupted: options.signal.aborted,
  };
  emit(recap);
  return recap;
}

async function runPlays(
  context: Run,
  options: RunOptions,
  plays: readonly { readonly play: Play; readonly hosts: readonly Host[] }[],
  fleet: Fleet,
): Promise<void> {
  const out = new Map<string, WalkEnd>();
  for (const { play, hosts } of plays) {
    const left = hosts.filter((host) => (out.get(host.name) ?? 'finished') === 'finished');
    const tasks = play.tasks.filter((task) => isSelected(task, options.tags));
    const names = left.map((host) => host.name);
    context.emit({ type: 'play', name: play.name, hosts: names, tasks: tasks.length });
    const runs = left.map((host): HostRun => {
      const address = options.addressOf(host.name);
      return { run: context, play, host, address, due: new Set(), ...fleet.of(host) };
    });
    for (const [host, end] of await runPlay(runs, tasks, options.forks)) out.set(host, end);
  }
}
