// The command that gives the answers of a conversation again, so that none is lost where it ends early. Pure.

import { type Conversation, spelled } from './conversation.js';
import { flagOf } from './question.js';
import { questions } from './questions.js';

/**
 * @param before what stands behind `hostwright setup`: the host as it was typed, files that were named
 * @returns its words, as a shell wants them
 */
export function commandAgain(
  before: readonly string[],
  { answers, decided }: Pick<Conversation, 'answers' | 'decided'>,
): readonly string[] {
  const flags = questions.flatMap((question) => {
    const answer = answers[question.id];
    if (answer === undefined || answer === '' || !decided.has(question.id)) return [];
    if (question.takes !== undefined) return [flagOf(question), spelled(answer)];
    return answer === true ? [flagOf(question)] : [];
  });
  return ['hostwright', 'setup', ...before, ...flags].map(quoted);
}

/** For whoever pastes it into a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./[\]-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
