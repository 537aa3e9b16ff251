// What a run keeps about each host through all its plays: one connection, one memory, one ledger.

import type { Listener } from '../event.js';
import type { Host } from '../inventory/inventory.js';
import { keeperOf } from './keeper.js';
import { Ledger } from './ledger.js';
import { Line } from './line.js';
import type { Memory } from './memory.js';
import { hostMemory } from './promises.js';
import type { RunOptions } from './run_options.js';
import { Target } from './target.js';

interface Kept {
  readonly target: Target;
  readonly memory: Memory;
  readonly ledger: Ledger;
}

export interface Fleet {
  /** The one target of that name, whoever reaches it. */
  readonly target: (name: string) => Target;
  readonly of: (host: Host) => Kept;
  close(): Promise<void>;
}

export function createFleet(options: RunOptions, emit: Listener): Fleet {
  const targets = new Map<string, Target>();
  const kept = new Map<string, Kept>();
  const warn = (host: string) => (message: string) => emit({ type: 'warning', host, message });
  const target = (name: string): Target => {
    const known = targets.get(name) ?? new Target(name, lineTo(name, options, warn(name)));
    targets.set(name, known);
    return known;
  };
  const meet = (host: Host): Kept => {
    const memory = hostMemory(host, options.magic(host), options.playbook, options.modules);
    const keeper = keeperOf(options.playbook.plays, memory.scope(new Map()));
    const reached = target(host.name);
    if (options.mode === 'apply') reached.line.lock = { keeper, holder: options.holder };
    return { target: reached, memory, ledger: new Ledger(reached, keeper, warn(host.name)) };
  };
  return {
    target,
    of: (host) => {
      const known = kept.get(host.name) ?? meet(host);
      kept.set(host.name, known);
      return known;
    },
    close: async () => void (await Promise.all([...targets.values()].map(({ line }) => line.close()))),
  };
}

function lineTo(
  name: string,
  { connect, signal, patience }: RunOptions,
  warn: (message: string) => void,
): Line {
  return new Line({ name, connect: () => connect(name, signal), patience, signal, warn });
}
