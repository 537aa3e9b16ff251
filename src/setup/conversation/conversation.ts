// The state of a conversation about one host, as a value: what was answered, what is asked next, what was before. Pure.

import { fail } from '../../problem.js';
import type { HostReport } from './host_report.js';
import { settledBefore } from './meant.js';
import {
  type Answer,
  type Answers,
  type Case,
  flagOf,
  type MeantEndpoint,
  type Question,
  type QuestionId,
} from './question.js';
import { questions } from './questions.js';

export interface Conversation extends Case {
  /** Answers by a person or a flag; all others are suggestions that nobody had to decide about. */
  readonly decided: ReadonlySet<QuestionId>;
  /** Questions that a flag answers: what was found is no answer to them. */
  readonly flagged: ReadonlySet<QuestionId>;
  /** Questions that have no answer, and go without one: their flags are missing. */
  readonly missing: readonly QuestionId[];
  /** What was answered before somebody went back. */
  readonly remembered: Answers;
  /** Before the last question that a person was asked. */
  readonly before: Conversation | undefined;
}

export function beginConversation(
  hostReport: HostReport,
  known: Case['known'],
  flagged: ReadonlySet<QuestionId> = new Set(),
  meant?: MeantEndpoint,
): Conversation {
  const answers = meant ? settledBefore(known, questions) : {};
  const nothing = { decided: new Set<QuestionId>(), missing: [], remembered: {} };
  return settled({ hostReport, known, flagged, meant, answers, ...nothing, before: undefined });
}

/** The next question, in the order of the table; undefined: everything is answered. */
export function nextQuestion(conversation: Conversation): Question | undefined {
  return questions.find((question) => isDue(question, conversation) && question.isOpen(conversation));
}

/** Flags that answer what nobody asks here, and say what is so anyway. */
export function soAnyway(
  conversation: Conversation,
  given: ReadonlyMap<QuestionId, string>,
): readonly QuestionId[] {
  return questions.flatMap((question) => {
    const { id, isSo, applies } = question;
    const text = given.get(id);
    if (text === undefined || applies(conversation)) return [];
    const read = readAnswer(question, text, undefined);
    return 'answer' in read && isSo?.(read.answer, conversation) ? [id] : [];
  });
}

/** The question that a flag answers where nobody would be asked: a flag is always heard. */
export function isDue({ id, applies }: Question, conversation: Conversation): boolean {
  const { answers, missing } = conversation;
  return answers[id] === undefined && !missing.includes(id) && applies(conversation);
}

/** What is suggested: what the person said before going back, else what was found. */
export function suggestionFor(question: Question, conversation: Conversation): Answer | undefined {
  return conversation.remembered[question.id] ?? question.suggest(conversation);
}

/** @param byPerson it can be gone back to */
export function answered(
  conversation: Conversation,
  { id }: Question,
  answer: Answer,
  byPerson: boolean,
): Conversation {
  return settled({
    ...conversation,
    answers: { ...conversation.answers, [id]: answer },
    decided: new Set([...conversation.decided, id]),
    before: byPerson ? conversation : conversation.before,
  });
}

export function leftOut(conversation: Conversation, { id }: Question): Conversation {
  return settled({ ...conversation, missing: [...conversation.missing, id] });
}

/** With what was looked at because of an answer. */
export function learned(conversation: Conversation, hostReport: HostReport): Conversation {
  return settled({ ...conversation, hostReport });
}

/** To the last question that a person answered; undefined: there is none. */
export function wentBack(conversation: Conversation): Conversation | undefined {
  const { before, remembered, answers } = conversation;
  return before && { ...before, remembered: { ...remembered, ...answers } };
}

/** Takes the suggestions for questions that need no decision, one after the other. */
function settled(conversation: Conversation): Conversation {
  const question = questions.find((each) => isDue(each, conversation));
  if (!question || question.isOpen(conversation) || conversation.flagged.has(question.id))
    return conversation;
  const answer = question.suggest(conversation);
  if (answer === undefined) return conversation;
  return settled({ ...conversation, answers: { ...conversation.answers, [question.id]: answer } });
}

/**
 * From what was typed to an answer.
 *
 * @returns the answer, or what is wrong with it, as a clause
 */
export function readAnswer(
  question: Question,
  text: string,
  given: Case | undefined,
): { readonly answer: Answer } | { readonly wrong: string } {
  const parsed = question.schema.safeParse(text.trim());
  if (!parsed.success) return { wrong: parsed.error.issues[0]?.message ?? 'this is no answer' };
  const wrong = given && question.refuse?.(parsed.data, given);
  return wrong === undefined ? { answer: parsed.data } : { wrong };
}

/** How an answer is typed. */
export function spelled(answer: Answer): string {
  return typeof answer === 'boolean' ? (answer ? 'yes' : 'no') : String(answer);
}

/** @throws ProblemError that names the flags, where some are missing */
export function requireAll(host: string, { missing }: Conversation): void {
  if (missing.length === 0) return;
  const flags = missing.map((id) => lineOf(questions.find((each) => each.id === id)));
  fail(
    `${host}: nothing that was found answers these: ${missing.map((id) => flagOf({ id })).join(', ')}`,
    undefined,
    flags.join('\n'),
  );
}

function lineOf(question: Question | undefined): string {
  if (!question) return '';
  const { takes, about } = question;
  return `${flagOf(question)}${takes === undefined ? '' : ` ${takes}`}: ${about}`;
}
