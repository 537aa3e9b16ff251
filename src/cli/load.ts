// The user's YAML files with their secrets opened: files that are encrypted as a whole, and single values in them.

import { fail, type Problem, withoutWords } from '../problem.js';
import { type Opener, openText } from '../secrets/opened.js';
import { sealOf } from '../secrets/seal.js';
import { unseal } from '../secrets/unseal.js';
import { type ParsedYaml, parseYaml } from '../yaml/parse.js';
import { markSecret } from '../yaml/rewrite.js';
import type { Dialect } from '../yaml/scalar.js';

/** @throws ProblemError for mistakes in it, and for a file that is encrypted as a whole and cannot be opened */
export async function loadYaml(
  text: string,
  file: string,
  dialect: Dialect,
  open: Opener,
): Promise<ParsedYaml> {
  if (sealOf(text) === undefined) return unseal(parseYaml(text, file, dialect), open);
  const opened = await openText(open, text, file);
  if (opened.kind === 'locked') return fail(opened.message, { file, line: 1, column: 1 }, opened.advice);
  const parsed = withoutWords(hiddenMistake, () => parseYaml(opened.text, file, dialect));
  return unseal(secretly(parsed), open);
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
