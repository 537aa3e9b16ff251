// The rows of the recap: a host each, or for a fleet one row for all hosts that fared the same.

import type { HostRecap } from '../event.js';
import { visible } from './escape.js';
import { truncate } from './width.js';

export interface Row {
  readonly name: string;
  /** Counts, and round trips and milliseconds of the host that needed most of them. */
  readonly counts: HostRecap;
  readonly ms: number;
}

type Entry = readonly [host: string, recap: HostRecap];

/** More hosts than this share rows. */
const rowLimit = 24;
const nameLimit = 24;

export function recapRows(hosts: { readonly [host: string]: HostRecap }): Row[] {
  const entries = Object.entries(hosts);
  const groups = entries.length > rowLimit ? groupEqual(entries) : entries.map((entry) => [entry]);
  return groups.flatMap(rowOf);
}

/** Milliseconds that a host was busy or waited for. */
export function hostTime({ time }: HostRecap): number {
  return time.connect + time.look + time.act;
}

function groupEqual(entries: readonly Entry[]): Entry[][] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const { time: _time, round_trips: _trips, ...counts } = entry[1];
    const key = JSON.stringify(Object.entries(counts).sort());
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return [...groups.values()];
}

function rowOf(entries: readonly Entry[]): Row[] {
  const [first] = entries;
  if (!first) return [];
  const [host, recap] = first;
  const name = truncate(visible(host), nameLimit);
  return [
    {
      name: entries.length > 1 ? `${name} and ${entries.length - 1} more` : name,
      counts: { ...recap, round_trips: greatest(entries, (other) => other.round_trips) },
      ms: greatest(entries, hostTime),
    },
  ];
}

function greatest(entries: readonly Entry[], measure: (recap: HostRecap) => number): number {
  return entries.reduce((most, [, recap]) => Math.max(most, measure(recap)), 0);
}
