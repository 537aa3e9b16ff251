// What a row of the conformance suite is, and how a run of it is told in a few words.

import { Unreachable } from '../../src/connection.js';
import { type Mode, type Outcome, outcomeName } from '../../src/event.js';
import { newWorld } from '../engine/model.js';

export interface Row {
  /** The key that it is about, and what of it. */
  readonly key: string;
  /** YAML: the plays, or the tasks of one play. */
  readonly plays?: string;
  readonly tasks?: string;
  /** Of that play: a list in one line. */
  readonly handlers?: string;
  /** Other files, by their path from the playbook's folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly hosts?: readonly string[];
  readonly mode?: Mode;
  /** Hosts at once; three if not written. */
  readonly forks?: number;
  readonly tags?: readonly string[];
  /** Cells that the hosts hold before. */
  readonly cells?: Readonly<Record<string, string>>;
  readonly unreachable?: readonly string[];
  /** One for each outcome, host by host: `h1 name (item): status | message`. */
  readonly report: readonly string[];
  /** What cells of h1 hold afterwards. */
  readonly after?: Readonly<Record<string, string | undefined>>;
}

export function lineOf(outcome: Outcome): string {
  const { host, status, rescued, message } = outcome;
  const { item = undefined, ignored = false } =
    outcome.type === 'outcome' ? { item: outcome.task.item, ignored: outcome.ignored } : {};
  const title = outcomeName(outcome) + (item === undefined ? '' : ` (${item})`);
  const words = message === undefined ? '' : ` | ${message}`;
  return `${host} ${title}: ${ignored ? 'ignored' : rescued ? 'rescued' : status}${words}`;
}

/** The playbook of a row. */
export function playsOf({ plays, tasks = '', handlers = '[]' }: Row): string {
  const listed = tasks.replace(/^/gm, '    ');
  return plays ?? `- hosts: all\n  gather_facts: false\n  tasks:\n${listed}\n  handlers: ${handlers}\n`;
}

/** Its hosts, as they are before. */
export function worldOf({ cells = {}, unreachable = [] }: Row, hosts: readonly string[]) {
  const world = newWorld(hosts);
  for (const held of world.hosts.values())
    for (const [name, value] of Object.entries(cells)) held.set(name, value);
  const connect = async (host: string) => {
    if (unreachable.includes(host)) throw new Unreachable(`${host}: connection refused`);
    return world.connect(host);
  };
  return { ...world, connect };
}
