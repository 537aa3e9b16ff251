// What `setup` does: visits each host, talks about it, then plans, writes the files, applies and proves all of them.

import { Unreachable } from '../connection.js';
import type { SetupOptions } from '../options/setup.js';
import { openAsker } from './asker.js';
import { soAnyway } from './conversation/conversation.js';
import { type FlagValues, type Given, givenFor, requireTerminal, requireUsed } from './conversation/flags.js';
import type { QuestionId } from './conversation/question.js';
import { finish } from './finish.js';
import { namedHosts } from './hosts.js';
import { openPages } from './pages.js';
import type { Setup } from './parts.js';
import { openPerson } from './person.js';
import { openSpeaker } from './speaker.js';
import { type Talked, talkAboutAll } from './talk_about.js';
import { openUnwrittenAnswers } from './unwritten_answers.js';
import type { Visit } from './visit.js';

/** @returns the exit code: README, "Exit codes" @throws ProblemError before anything was changed */
export async function setUp(
  words: readonly string[],
  values: FlagValues,
  options: SetupOptions,
): Promise<number> {
  if (!options.color) process.env.NO_COLOR = '1';
  const speaker = openSpeaker(process.stdout, options.color);
  const person = options.yes ? undefined : openPerson(speaker);
  if (!person && !options.yes) requireTerminal(values, words.length > 0);
  const pages = openPages(options.inventory, options.playbook);
  const hosts = await namedHosts(words, pages, person);
  const given = givenFor(
    values,
    hosts.map(({ name }) => name),
  );
  const asker = await openAsker(options, person, speaker);
  const { transport } = asker;
  const unwrittenAnswers = openUnwrittenAnswers();
  const setup: Setup = { options, pages, speaker, person, transport, asker, unwrittenAnswers };
  if (person)
    speaker.remark(
      'Enter takes the answer in brackets, Esc goes back, Ctrl-C ends and leaves nothing behind but a confirmed host key.',
    );
  const visits: Visit[] = [];
  try {
    const talked = await talkAboutAll(setup, hosts, given, visits);
    requireUsed(values, questionsUsed(talked, given));
    return await finish(setup, talked);
  } catch (error) {
    asker.rethrow();
    return toldFailure(error, options.color);
  } finally {
    unwrittenAnswers.tell(speaker, pages);
    await Promise.all(visits.map((each) => each.close()));
    await transport.close();
  }
}

/** Flags that some host has an answer for, or that say what is so. */
function questionsUsed(talked: readonly Talked[], given: readonly Given[]): ReadonlySet<QuestionId> {
  return new Set(
    talked.flatMap(({ conversation }, index) => [
      ...conversation.decided,
      ...soAnyway(conversation, given[index] ?? new Map()),
    ]),
  );
}

/** What is no defect of ours is told in a sentence. @returns the exit code */
function toldFailure(error: unknown, colour: boolean): number {
  if (!(error instanceof Error) || !failures.includes(error.name)) throw error;
  const advice = 'advice' in error && typeof error.advice === 'string' ? [error.advice] : [];
  openSpeaker(process.stderr, colour).failure([error.message, ...advice].join('\n'));
  return error instanceof Unreachable || error.name === 'TimedOut' ? 4 : 1;
}

/** Names of errors that say what a host is like. */
const failures: readonly string[] = [
  'Unreachable',
  'BecomeRefused',
  'SessionRefused',
  'TimedOut',
  'ProbeError',
  'Refused',
];
