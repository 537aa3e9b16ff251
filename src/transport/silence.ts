// The silence of a step. Only what reads like progress ends it: a host that drips single bytes is as good as silent, and
// no talk goes on for ever.

import { TimedOut } from '../connection.js';

/** Bytes without the end of a line that count as one: dots of a tool that works. */
const AS_LINE = 32;

/** How many times the limit a step may talk in all, where its task has no time of its own. */
const TALK = 200;

/** Seconds that a timer of Node can count. */
const LONGEST = 2_000_000;

const [newline, carriageReturn] = [0x0a, 0x0d];

export class Silence {
  readonly #timer: NodeJS.Timeout;
  readonly #talk: NodeJS.Timeout | undefined;
  #bytes = 0;

  /** @param isLimited whether the task has a limit for all that it does */
  constructor(seconds: number, isLimited: boolean, expired: (error: TimedOut) => void) {
    const end = (after: number, doing: string) => () => {
      this.stop();
      expired(new TimedOut('silence_timeout', after, doing));
    };
    const longest = Math.min(seconds * TALK, LONGEST);
    this.#timer = setTimeout(end(seconds, 'the next line from the host'), seconds * 1000);
    if (!isLimited)
      this.#talk = setTimeout(end(longest, 'a step without a timeout of its own'), longest * 1000);
  }

  heard(bytes: Buffer): void {
    this.#bytes += bytes.length;
    if (this.#bytes < AS_LINE && !bytes.includes(newline) && !bytes.includes(carriageReturn)) return;
    this.#bytes = 0;
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#talk);
  }
}
