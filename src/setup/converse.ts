// A conversation about one host: each question answered by a flag, by what was found, or by a person.

import { fail } from '../problem.js';
import { blockerIn } from './conversation/blocker.js';
import {
  answered,
  type Conversation,
  isDue,
  learned,
  leftOut,
  nextQuestion,
  readAnswer,
  requireAll,
  spelled,
  suggestionFor,
  wentBack,
} from './conversation/conversation.js';
import type { Given } from './conversation/flags.js';
import { flagOf, type Question } from './conversation/question.js';
import { questions } from './conversation/questions.js';
import type { Person } from './person.js';
import type { Speaker } from './speaker.js';
import type { Visit } from './visit.js';

export interface Talk {
  readonly visit: Pick<Visit, 'learn'>;
  readonly given: Given;
  /** Answers of the host before, for what is common; taken where they are possible here. */
  readonly common: Given;
  /** Who is asked; undefined: what is suggested is taken. */
  readonly person: Person | undefined;
  readonly speaker: Speaker;
  /** Told of each answer. */
  readonly note?: ((conversation: Conversation) => void) | undefined;
}

/** The host cannot become an endpoint; the message says why and what to do. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** @throws ProblemError for flags that are wrong or missing; Refused */
export async function converse(begun: Conversation, talk: Talk): Promise<Conversation> {
  let conversation = begun;
  for (;;) {
    refuseBlocker(conversation, talk.given);
    const question =
      questions.find((each) => isDue(each, conversation) && talk.given.has(each.id)) ??
      nextQuestion(conversation);
    if (!question) break;
    conversation = await settle(question, conversation, talk);
    talk.note?.(conversation);
  }
  requireAll(conversation.hostReport.host, conversation);
  return conversation;
}

async function settle(question: Question, conversation: Conversation, talk: Talk): Promise<Conversation> {
  const { given, common, person, speaker } = talk;
  const flag = given.get(question.id);
  if (flag !== undefined)
    return answer(question, conversation, flagged(question, flag, conversation), talk, false);
  const same = common.get(question.id);
  const taken = same === undefined ? undefined : readAnswer(question, same, conversation);
  if (taken && 'answer' in taken) return answer(question, conversation, taken.answer, talk, false);
  if (!person) {
    const suggestion = suggestionFor(question, conversation);
    if (suggestion === undefined) return leftOut(conversation, question);
    return answer(question, conversation, flagged(question, spelled(suggestion), conversation), talk, false);
  }
  const typed = await person.ask(question, conversation);
  if (typed === undefined) {
    const before = wentBack(conversation);
    speaker.remark(before ? 'back to the question before' : 'this is the first question');
    return before ?? conversation;
  }
  const read = readAnswer(question, typed, conversation);
  // The prompt takes no other.
  return 'answer' in read ? answer(question, conversation, read.answer, talk, true) : conversation;
}

async function answer(
  question: Question,
  conversation: Conversation,
  value: string | number | boolean,
  { visit }: Talk,
  byPerson: boolean,
): Promise<Conversation> {
  const next = answered(conversation, question, value, byPerson);
  if (question.learns === undefined) return next;
  const { node, names } = conversation.hostReport;
  const isKnown = question.learns === 'node' ? node.port === value : names[String(value)] !== undefined;
  return isKnown ? next : learned(next, await visit.learn(question.learns, value, next.hostReport));
}

function flagged(question: Question, text: string, conversation: Conversation) {
  const read = readAnswer(question, text, conversation);
  if ('answer' in read) return read.answer;
  return fail(`${conversation.hostReport.host}: ${flagOf(question)} ${text}: ${read.wrong}`);
}

function refuseBlocker({ hostReport, answers, known }: Conversation, given: Given): void {
  const kind = answers.kind ?? given.get('kind') ?? known.kind;
  const blocker = blockerIn(hostReport, kind === 'bootnode', known);
  if (blocker !== undefined) throw new Refused(`${hostReport.host}: ${blocker}`);
}
