// Hosts of a play that have their turn together, and how many of them may fail before the run is stopped.

import type { Play } from '../playbook/play.js';

export class Batch {
  /** No further batch of the play begins. */
  isLast = false;
  #failed = 0;

  /** @param names of its hosts. @param all of the play, in its order */
  constructor(
    private readonly play: Play,
    readonly names: readonly string[],
    readonly all: readonly string[],
  ) {}

  /** A host failed, or was lost. */
  fail(): void {
    this.#failed += 1;
  }

  /** Why nothing more is begun on any host, in words; undefined: it goes on. */
  get stop(): string | undefined {
    const { tolerated, serial } = this.play;
    const size = this.names.length;
    if (tolerated !== undefined && this.#failed * 100 > tolerated * size)
      return tolerated === 0
        ? 'none of its hosts may fail'
        : `more than ${tolerated}% of ${size} hosts have failed`;
    const isEmptied = serial.length > 0 && size > 0 && this.#failed === size;
    return isEmptied ? 'every host of a batch has failed' : undefined;
  }
}
