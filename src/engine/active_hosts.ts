// Which hosts are still in the run: one that failed or was lost gets no further play, unless that is cleared.

import type { Host } from '../inventory/inventory.js';
import type { Position } from './order/position.js';
import type { Batch } from './play/batch.js';
import { goesOn, type HostEnd } from './play/host_end.js';

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
