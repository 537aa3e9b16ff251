// A run: the plays of a playbook in order, each over its hosts, with one connection a host for all of them.

import type { Connection } from '../connection.js';
import type { Listener, Mode, Recap } from '../event.js';
import type { Variables } from '../expression/scope.js';
import type { Files } from '../files/files.js';
import type { Host } from '../inventory/inventory.js';
import type { Module } from '../module.js';
import type { Play, Playbook } from '../playbook/play.js';
import type { Problem } from '../problem.js';
import type { Memory } from './memory.js';
import { runPlay } from './play.js';
import { hostMemory } from './promises.js';
import type { HostRun, Run } from './run_context.js';
import { isSelected } from './tags.js';
import { Tally } from './tally.js';
import { Target } from './target.js';
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
  const targets = targetPool(options);
  const context: Run = { ...options, emit, target: targets.get };
  const plays = options.playbook.plays.map((play) => ({ play, hosts: options.hostsOf(play) }));
  const names = [...new Set(plays.flatMap(({ hosts }) => hosts.map((host) => host.name)))];
  emit({ type: 'run', version: 1, mode: options.mode, playbook: options.playbook.file, hosts: names });
  for (const { message, place } of options.warnings)
    emit({ type: 'warning', message, ...(place && { place }) });

  await runPlays(context, options, plays);
  await targets.close();

  const hosts = names.map((name) => {
    const { roundTrips, times } = targets.get(name);
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
): Promise<void> {
  const memories = new Map<string, Memory>();
  const out = new Map<string, WalkEnd>();
  for (const { play, hosts } of plays) {
    const left = hosts.filter((host) => (out.get(host.name) ?? 'finished') === 'finished');
    const tasks = play.tasks.filter((task) => isSelected(task, options.tags));
    context.emit({
      type: 'play',
      name: play.name,
      hosts: left.map((host) => host.name),
      tasks: tasks.length,
    });
    const runs = left.map((host): HostRun => {
      const memory =
        memories.get(host.name) ?? hostMemory(host, options.magic(host), options.playbook, options.modules);
      memories.set(host.name, memory);
      const target = context.target(host.name);
      return {
        run: context,
        play,
        host,
        target,
        address: options.addressOf(host.name),
        memory,
        due: new Set(),
      };
    });
    for (const [host, end] of await runPlay(runs, tasks, options.forks)) out.set(host, end);
  }
}

/** One target for each name, whoever reaches it. */
function targetPool({ connect, signal }: RunOptions) {
  const pool = new Map<string, Target>();
  const get = (name: string): Target => {
    const target = pool.get(name) ?? new Target(name, () => connect(name, signal));
    pool.set(name, target);
    return target;
  };
  return {
    get,
    close: async () => void (await Promise.all([...pool.values()].map((target) => target.close()))),
  };
}
