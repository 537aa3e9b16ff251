// Counts of a run, folded from its events: the recap says nothing that the events did not.

import type { HostRecap, Outcome, RunEvent, Status } from '../event.js';
import type { ConnectionTimes } from './host/connection.js';

type Counts = Record<Status | 'ignored' | 'rescued', number>;

const slowestShown = 3;

export class RecapCounter {
  readonly #hosts = new Map<
    string,
    { readonly counts: Counts; readonly slow: { task: string; ms: number }[] }
  >();

  add(event: RunEvent): void {
    if (event.type === 'play') for (const host of event.hosts) this.#of(host);
    if (event.type === 'outcome' || event.type === 'host_outcome') this.#count(event);
  }

  recapOf(host: string, roundTrips: number, times: ConnectionTimes): HostRecap {
    const { counts, slow } = this.#of(host);
    const slowest = [...slow].sort((one, other) => other.ms - one.ms).slice(0, slowestShown);
    const [connect, look, act] = [times.connect, times.look, times.act].map(Math.round) as [
      number,
      number,
      number,
    ];
    return { ...counts, round_trips: roundTrips, time: { connect, look, act, slowest } };
  }

  #count(outcome: Outcome): void {
    const { counts, slow } = this.#of(outcome.host);
    const isIgnored = outcome.type === 'outcome' && outcome.ignored === true;
    counts[isIgnored ? 'ignored' : outcome.rescued ? 'rescued' : outcome.status] += 1;
    if (outcome.type !== 'outcome') return;
    const { task, ms } = outcome;
    if (ms > 0) slow.push({ task: task.item === undefined ? task.name : `${task.name} (${task.item})`, ms });
  }

  #of(host: string) {
    const entry = this.#hosts.get(host) ?? { counts: { ...nothing }, slow: [] };
    this.#hosts.set(host, entry);
    return entry;
  }
}

const nothing: Counts = {
  ok: 0,
  changed: 0,
  would_change: 0,
  unknown: 0,
  skipped: 0,
  failed: 0,
  rescued: 0,
  ignored: 0,
  unreachable: 0,
};
