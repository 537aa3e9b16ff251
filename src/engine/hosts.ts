// What a run keeps about each host through all its plays: one connection, one variables, one ledger.

import type { Listener } from '../event.js';
import type { Host } from '../inventory/inventory.js';
import type { Handler } from '../playbook/play.js';
import { HostConnection } from './host/connection.js';
import { lockOwnerOf } from './host/lock_owner.js';
import { Target } from './host/target.js';
import { PendingStore } from './journal/pending_store.js';
import type { Position } from './order/position.js';
import type { Batch } from './play/batch.js';
import { goesOn, type HostEnd } from './play/host_end.js';
import type { RunOptions } from './run_options.js';
import { HostVariables } from './variables/host_variables.js';
import { Hostvars, inventoryIn, type VariablesOf, withHostvars } from './variables/hostvars.js';
import { futureVariables } from './variables/levels.js';

interface Kept {
  readonly target: Target;
  readonly variables: HostVariables;
  readonly hostvars: Hostvars;
  readonly pendingStore: PendingStore;
  readonly failedHandlers: Set<Handler>;
}

export interface Hosts {
  /** The one target of that name, for all tasks that reach it. */
  readonly target: (name: string) => Target;
  readonly of: (host: Host) => Kept;
  /** Forgets that the host was lost. */
  revive(host: Host): Promise<void>;
  close(): Promise<void>;
}

export function openHosts(options: RunOptions, emit: Listener): Hosts {
  const { plays } = options.playbook;
  const hosts = new Map(plays.flatMap(options.hostsOf).map((host) => [host.name, host] as const));
  const promises = futureVariables(options.playbook, options.modules);
  const kept = new Map<string, Kept>();
  const others = new Map<string, Target>();
  const warn = (host: string) => (message: string) => emit({ type: 'warning', host, message });
  const learned = new Map<string, Pick<Kept, 'variables' | 'hostvars'>>();
  const variablesOf: VariablesOf = (name) => {
    const host = hosts.get(name);
    return host && learnedBy(host).variables;
  };
  const learnedBy = (host: Host) => {
    const known = learned.get(host.name);
    if (known) return known;
    const given = options.given(host);
    const hostvars = new Hostvars(host.name, variablesOf, inventoryIn(given));
    const variables = new HostVariables({ promises, ...withHostvars(given, hostvars) });
    learned.set(host.name, { variables, hostvars });
    return { variables, hostvars };
  };
  const meet = (host: Host): Kept => {
    const target = new Target(host.name, lineTo(host.name, options, warn(host.name)));
    const { variables, hostvars } = learnedBy(host);
    const lockOwner = lockOwnerOf(plays, variables.scope({}));
    target.connection.lock.owner = lockOwner;
    return {
      target,
      variables,
      hostvars,
      pendingStore: new PendingStore(target, options.modules, warn(host.name)),
      failedHandlers: new Set(),
    };
  };
  const of = (host: Host): Kept => {
    const known = kept.get(host.name) ?? meet(host);
    kept.set(host.name, known);
    return known;
  };
  const target = (name: string): Target => {
    const host = hosts.get(name);
    if (host) return of(host).target;
    const known = others.get(name) ?? new Target(name, lineTo(name, options, warn(name)));
    others.set(name, known);
    return known;
  };
  const targets = () => [...others.values(), ...[...kept.values()].map((one) => one.target)];
  return {
    target,
    of,
    revive: async (host) => {
      of(host).pendingStore.anew();
      of(host).target.forget();
      await of(host).target.connection.anew();
    },
    close: async () => void (await Promise.all(targets().map(({ connection }) => connection.close()))),
  };
}

function lineTo(name: string, options: RunOptions, warn: (message: string) => void): HostConnection {
  const { connect, signal, patience, lookTimeout } = options;
  const holder = options.mode === 'apply' ? options.holder : undefined;
  return new HostConnection({
    name,
    connect: () => connect(name, signal),
    patience,
    lookTimeout,
    signal,
    holder,
    warn,
  });
}

export class ActiveHosts {
  readonly #out = new Map<string, { readonly end: HostEnd; readonly at: Position }>();

  isIn({ name }: Host): boolean {
    return !this.#out.has(name);
  }

  /** Notes how the hosts of a batch have ended. */
  note(ends: ReadonlyMap<string, HostEnd>, batch: Batch): void {
    for (const [name, end] of ends)
      if (!goesOn(end)) this.#out.set(name, { end, at: batch.failedAt(name) ?? batch.start });
  }

  /**
   * Takes those hosts of a play in again for whom its batch has cleared what happened.
   *
   * @returns those of them that were lost
   */
  readmit(hosts: readonly Host[], batch: Batch): readonly Host[] {
    return hosts.filter(({ name }) => {
      const out = this.#out.get(name);
      if (!out || !['failed', 'unreachable'].includes(out.end.kind) || !batch.isCleared(out.at)) return false;
      this.#out.delete(name);
      return out.end.kind === 'unreachable';
    });
  }
}
