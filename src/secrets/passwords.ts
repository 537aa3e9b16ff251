// Texts that a password opens: those that are known are tried first, then a person is asked, once for each run.

import { locked, type Opener, openedOr } from './opened.js';
import type { Opening } from './seal.js';

interface PasswordKind {
  /** What is asked for: `passphrase`. */
  readonly word: string;
  /** What to do where nobody can be asked. */
  readonly advice: string;
  readonly known: () => Promise<readonly string[]>;
  /** @returns undefined where nobody can be asked */
  readonly ask: (question: string) => Promise<string | undefined>;
  readonly open: (sealed: string, password: string) => Promise<Opening>;
}

/** Times that a password is asked for, as in ssh. */
const tries = 3;

/**
 * What was answered once is tried on every later text. After three wrong answers, or an empty one from somebody who does
 * not know and whose run may not need it, nobody is asked again.
 */
export function passwordOpener({ word, advice, known, ask, open }: PasswordKind): Opener {
  let good: Set<string> | undefined;
  let canAsk = true;
  async function* candidates(name: string): AsyncGenerator<string> {
    good ??= new Set(await known());
    yield* good;
    for (let turn = 0; turn < tries && canAsk; turn++) {
      const answer = await ask(
        `${word.charAt(0).toUpperCase()}${word.slice(1)} of ${name} (empty: leave it closed):`,
      );
      if (answer) yield answer;
      else canAsk = false;
    }
    canAsk = false;
  }
  return async (sealed, name) => {
    let tried = false;
    for await (const password of candidates(name)) {
      tried = true;
      const opening = await open(sealed, password);
      if (opening.kind === 'wrong_key') continue;
      good?.add(password);
      return openedOr(opening);
    }
    return tried
      ? locked(`this is encrypted, and no ${word} that was given opens it`)
      : locked(`this is encrypted, and nobody gave its ${word}`, advice);
  };
}
