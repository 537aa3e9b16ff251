// What each host of a run is at, for whoever interrupts it and wants to know what is waited for.

import type { RunEvent } from '../event.js';

/** Hosts that are named; of more only the number is told. */
const NAMED = 5;

export class Busy {
  /** What a host is doing, in words. */
  readonly #doing = new Map<string, string>();

  hear(event: RunEvent): void {
    const { type } = event;
    if (type === 'start') this.#doing.set(event.host, `"${event.task.name}"`);
    else if (type === 'outcome' || type === 'host_outcome') this.#doing.set(event.host, 'looking');
    else if (type === 'host' && event.state === 'done') this.#doing.delete(event.host);
    else if (type === 'host')
      this.#doing.set(event.host, event.state === 'connecting' ? 'connecting' : 'looking');
  }

  /** `; waiting for h1 ("install"), h2 (looking)`; empty where nobody is at anything. */
  words(): string {
    const all = [...this.#doing].map(([host, doing]) => `${host} (${doing})`);
    if (all.length === 0) return '';
    const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : '';
    return `; waiting for ${all.slice(0, NAMED).join(', ')}${more}`;
  }
}
