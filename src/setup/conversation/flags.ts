// The flags that answer questions, from their table: what is given for each host, and what is missing. Pure.

import { fail, type Problem, ProblemError } from '../../problem.js';
import { readAnswer } from './conversation.js';
import type { HostReport } from './host_report.js';
import { type Answer, type Answers, type Case, flagOf, type Question, type QuestionId } from './question.js';
import { questions } from './questions.js';

/** What was typed after the flags of one host. */
export type Given = ReadonlyMap<QuestionId, string>;

/** As the command line has them: one value for all hosts, or one for each in their order; true for a flag without a value. */
export type FlagValues = ReadonlyMap<QuestionId, readonly string[] | true>;

/**
 * For each host what is given for it.
 *
 * @throws ProblemError with everything that can be known to be wrong without a host
 */
export function givenFor(values: FlagValues, hosts: readonly string[]): readonly Given[] {
  const problems: Problem[] = [];
  for (const question of questions) {
    const texts = values.get(question.id);
    if (texts === undefined || texts === true) continue;
    for (const text of texts) {
      const read = readAnswer(question, text, undefined);
      if ('wrong' in read) problems.push({ message: `${flagOf(question)} ${text}: ${read.wrong}` });
    }
    const isOneEach = texts.length === hosts.length;
    if (!isOneEach && (texts.length > 1 || !question.isCommon)) problems.push(oneEach(question, hosts));
  }
  if (problems.length > 0) throw new ProblemError(problems);
  return hosts.map((_, index) => {
    const pairs = [...values].map(([id, texts]) => {
      return [id, texts === true ? 'yes' : (texts[index] ?? texts[0] ?? '')] as const;
    });
    return new Map(pairs);
  });
}

function oneEach(question: Question, hosts: readonly string[]): Problem {
  return {
    message: `${flagOf(question)} is wanted once for each host, in their order: ${hosts.join(', ')}`,
  };
}

/** @throws ProblemError for flags that answer what nobody asks with the other answers */
export function requireUsed(values: FlagValues, used: ReadonlySet<QuestionId>): void {
  const problems = questions
    .filter(({ id }) => values.has(id) && !used.has(id))
    .map((question) => ({
      message: `${flagOf(question)} answers nothing here (${question.about})`,
      advice: 'leave it out, or change the answers that make it pointless',
    }));
  if (problems.length > 0) throw new ProblemError(problems);
}

/** Where nobody can be asked and nothing may be taken for an answer. @throws ProblemError always */
export function requireTerminal(values: FlagValues, isHostNamed: boolean): never {
  const missing = questions.filter((question) => isWanted(question, values)).map(usageOf);
  return fail(
    'there is no terminal to ask at',
    undefined,
    `these flags are missing: ${['--yes', ...(isHostNamed ? [] : ['a host']), ...missing].join(', ')}
--yes takes what is found on the host, and defaults, for every question that has no flag`,
  );
}

/** It would be asked of any host, with these flags. */
function isWanted(question: Question, values: FlagValues): boolean {
  const answers = Object.fromEntries(
    questions.flatMap((each): [QuestionId, Answer][] => {
      const texts = values.get(each.id);
      const read =
        texts === undefined || texts === true ? undefined : readAnswer(each, texts[0] ?? '', undefined);
      return read && 'answer' in read ? [[each.id, read.answer]] : [];
    }),
  );
  const given: Case = { hostReport: anyHost, known: {}, answers: { ...anyAnswers, ...answers } };
  return !values.has(question.id) && question.applies(given) && question.isOpen(given);
}

const anyAnswers: Answers = { name: '192.0.2.1', proxy: 'nginx', certificate: 'self_signed' };

/** One that gives no reason to ask more than what every host is asked. */
const anyHost: HostReport = {
  host: '',
  system: '',
  fullName: undefined,
  addresses: ['192.0.2.1'],
  proxies: [],
  listeners: [],
  certificates: [],
  firewall: 'absent',
  node: { port: 9944, report: { kind: 'answers', unsafe: { kind: 'refused' }, roles: [], chain: undefined } },
  names: {},
};

function usageOf(question: Question): string {
  return [flagOf(question), question.takes ?? []].flat().join(' ');
}
