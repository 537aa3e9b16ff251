// The law of the prefetch: the answer to a probe is valid until the next thing that may have changed the host.
//
// The epoch counts beginnings and ends of acts, and lost connections. So a probe that was on its way during an act is
// never used.

import type { Output } from '../../module.js';

/** Bytes of answers that are kept for those who ask again. */
const LIMIT = 32 * 1024 * 1024;

export class SeenAnswers {
  #epoch = 0;
  readonly #answers = new Map<string, Output>();
  /** Bytes of all answers. */
  #size = 0;
  /** Who has answered a script that asks nothing: the answer to that is always the same. */
  readonly #present = new Map<string, Output>();

  get epoch(): number {
    return this.#epoch;
  }

  /** Something may have changed the host: no answer is valid any more. @returns the new epoch */
  end(): number {
    this.#epoch += 1;
    this.#clear();
    return this.#epoch;
  }

  /** @param who the name of an identity */
  get(who: string, script: string): Output | undefined {
    return script === '' ? this.#present.get(who) : this.#answers.get(keyOf(who, script));
  }

  /** @param epoch when the scripts were sent: what was asked in an earlier one is not kept */
  keep(who: string, scripts: readonly string[], outputs: readonly Output[], epoch: number): void {
    const silent = outputs[scripts.indexOf('')];
    if (silent) this.#present.set(who, silent);
    if (epoch !== this.#epoch) return;
    // What is forgotten is asked again.
    if (this.#size > LIMIT) this.#clear();
    scripts.forEach((script, index) => {
      const output = outputs[index];
      if (!output) return;
      this.#answers.set(keyOf(who, script), output);
      this.#size += output.stdout.length + output.stderr.length;
    });
  }

  #clear(): void {
    this.#answers.clear();
    this.#size = 0;
  }
}

function keyOf(who: string, script: string): string {
  return `${who}\n${script}`;
}
