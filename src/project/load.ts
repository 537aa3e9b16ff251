// The user's YAML files with their secrets opened: files that are encrypted as a whole, and single values in them.

import { fail, type Problem, withoutWords } from '../problem.js';
import { type Opener, openText } from '../secrets/opened.js';
import { sealOf } from '../secrets/seal.js';
import { unseal } from '../secrets/unseal.js';
import { type ParsedYaml, parseYaml } from '../yaml/parse.js';
import { markSecret } from '../yaml/rewrite.js';
import type { Dialect } from '../yaml/scalar.js';

/** The text of a file, opened where the file is encrypted as a whole. */
export interface PlainText {
  readonly text: string;
  readonly file: string;
  /** It was encrypted. */
  readonly secret: boolean;
}

/** @throws ProblemError for a file that is encrypted as a whole and cannot be opened */
export async function openWhole(text: string, file: string, open: Opener): Promise<PlainText> {
  if (sealOf(text) === undefined) return { text, file, secret: false };
  const opened = await openText(open, text, file);
  if (opened.kind === 'locked') return fail(opened.message, { file, line: 1, column: 1 }, opened.advice);
  return { text: opened.text, file, secret: true };
}

/** Does something with a text; of one that was encrypted, mistakes keep their places and lose their words. */
export function hidingWords<Result>({ secret }: PlainText, work: () => Result): Result {
  return secret ? withoutWords(hiddenMistake, work) : work();
}

/** @throws ProblemError for mistakes in it */
export async function parsePlain(plain: PlainText, dialect: Dialect, open: Opener): Promise<ParsedYaml> {
  const parsed = hidingWords(plain, () => parseYaml(plain.text, plain.file, dialect));
  return unseal(plain.secret ? secretly(parsed) : parsed, open);
}

/** @throws ProblemError for mistakes in it, and for a file that is encrypted as a whole and cannot be opened */
export async function loadYaml(
  text: string,
  file: string,
  dialect: Dialect,
  open: Opener,
): Promise<ParsedYaml> {
  return parsePlain(await openWhole(text, file, open), dialect, open);
}

const hiddenMistake = 'a mistake here, in what is encrypted: hostwright secrets edit shows the line';

function secretly({ documents, warnings }: ParsedYaml): ParsedYaml {
  return { documents: documents.map(markSecret), warnings: warnings.map(withoutItsWords) };
}

/** Warnings quote the value that they are about. */
function withoutItsWords({ place }: Problem): Problem {
  return { message: 'a value here is not read as it is written', place, advice: 'quote it if it is text' };
}

/**
 * Waits for the work, and answers what gives its result or throws its error: so that the mistakes of several files
 * can be told together.
 */
export async function settled<Value>(work: Promise<Value>): Promise<() => Value> {
  const [result] = await Promise.allSettled([work]);
  return () => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  };
}
