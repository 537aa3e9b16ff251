// What `setup` does: visits each host, talks about it, then plans, writes the files, applies and proves all of them.

import { Unreachable } from '../../connection.js';
import { fail } from '../../problem.js';
import { beginConversation, type Conversation, spelled, wentBack } from '../../setup/conversation.js';
import { type Destination, readDestination } from '../../setup/destination.js';
import { type Entry, entryOf } from '../../setup/entry.js';
import { type FlagValues, type Given, givenFor, requireHeard, requireTerminal } from '../../setup/flags.js';
import { warningsOf } from '../../setup/obstacle.js';
import type { QuestionId } from '../../setup/question.js';
import { questions } from '../../setup/questions.js';
import { foundLines } from '../../setup/told.js';
import type { Connector } from '../../transport/index.js';
import { readInput } from '../read_input.js';
import type { SetupOptions } from '../setup.js';
import { type Asker, openAsker } from './asker.js';
import { converse, type Talk } from './converse.js';
import { finish } from './finish.js';
import { openPages, type Pages } from './pages.js';
import { openPerson, type Person } from './person.js';
import { openSpeaker, type Speaker } from './speaker.js';
import { type Visit, visit } from './visit.js';
import { wayTo } from './way.js';

/** What all parts of a setup share. */
export interface Setup {
  readonly options: SetupOptions;
  readonly pages: Pages;
  readonly speaker: Speaker;
  readonly person: Person | undefined;
  readonly transport: Connector;
  readonly askBeside: Asker['askBeside'];
}

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
  const hosts = await destinations(words, person);
  const given = givenFor(
    values,
    hosts.map(({ name }) => name),
  );
  const pages = openPages(options.inventory, options.playbook);
  const asker = await openAsker(options, person);
  const { transport, askBeside } = asker;
  const setup: Setup = { options, pages, speaker, person, transport, askBeside };
  if (person)
    speaker.remark(
      'Enter takes the answer in brackets, Esc goes back, Ctrl-C ends and leaves nothing behind.',
    );
  const visits: Visit[] = [];
  try {
    const talked = await talkAboutAll(setup, hosts, given, visits);
    requireHeard(values, new Set(talked.flatMap(({ conversation }) => [...conversation.decided])));
    return await finish(setup, talked);
  } catch (error) {
    asker.rethrow();
    return toldFailure(error, options.color);
  } finally {
    await Promise.all(visits.map((each) => each.close()));
    await transport.close();
  }
}

async function destinations(
  words: readonly string[],
  person: Person | undefined,
): Promise<readonly Destination[]> {
  const typed = words.length > 0 ? words : [await askDestination(person)];
  const hosts = typed.map(readDestination);
  const twice = hosts.find(({ name }, index) => hosts.findIndex((each) => each.name === name) !== index);
  return twice ? fail(`${twice.name} is named twice`) : hosts;
}

async function askDestination(person: Person | undefined): Promise<string> {
  if (!person) return fail('no host is named', undefined, 'hostwright setup --yes [user@]host');
  for (;;) {
    const text = await person.askText('Host, as [user@]host or an alias of ~/.ssh/config:', (typed) =>
      /^\S+$/.test(typed.trim()) ? true : 'expected a name or an address',
    );
    if (text !== undefined) return text.trim();
  }
}

/** What was said about a host, and how to say something else. */
export interface Talked {
  readonly host: string;
  readonly conversation: Conversation;
  /** From the last question on; undefined: no question was asked. */
  again(): Promise<Talked | undefined>;
}

async function talkAboutAll(
  setup: Setup,
  hosts: readonly Destination[],
  given: readonly Given[],
  visits: Visit[],
): Promise<readonly Talked[]> {
  const talked: Talked[] = [];
  for (const [index, destination] of hosts.entries()) {
    const way = await wayTo(destination);
    const visited = await visitFor(setup, destination, way);
    visits.push(visited);
    const common = commonOf(talked[0]?.conversation);
    const begun = beginConversation(visited.findings, visited.known);
    const person = (await isContinued(setup, destination.name, visited, given[index]))
      ? undefined
      : setup.person;
    const talk: Talk = {
      visit: visited,
      given: given[index] ?? new Map(),
      common,
      person,
      speaker: setup.speaker,
    };
    talked.push(await talkAbout(setup, destination.name, way, begun, talk));
  }
  return talked;
}

async function talkAbout(
  setup: Setup,
  host: string,
  way: Entry,
  begun: Conversation,
  talk: Talk,
): Promise<Talked> {
  const conversation = await converse(begun, talk);
  setup.pages.put(host, new Map([...way, ...entryOf(conversation)]));
  return {
    host,
    conversation,
    again: async () => {
      const before = wentBack(conversation);
      return before && talkAbout(setup, host, way, before, { ...talk, person: setup.person });
    },
  };
}

async function visitFor(setup: Setup, { name, address }: Destination, way: Entry): Promise<Visit> {
  const { pages, options, speaker } = setup;
  pages.put(name, way);
  const input = await readInput(pages.playbook, { ...options, limit: name, unwritten: pages.unwritten() });
  const visited = await visit(name, address, input, setup.transport, speaker);
  speaker.found(foundLines(visited.findings, new Date()));
  for (const warning of warningsOf(visited.findings)) speaker.warning(warning);
  return visited;
}

/** The inventory answers all of it: a setup that was interrupted, or is to be looked over. */
async function isContinued(
  { person, pages, speaker }: Setup,
  host: string,
  { known }: Visit,
  given: Given | undefined,
): Promise<boolean> {
  const { domain, proxy, certificate } = known;
  const isAnswered = [domain, proxy, certificate].every((value) => value !== undefined);
  if (!person || given?.size || !isAnswered) return false;
  speaker.remark(`${pages.inventory} has answers for ${host}: ${domain}, ${proxy}, ${certificate}`);
  return (await person.confirm('Use them?', true)) ?? false;
}

function commonOf(conversation: Conversation | undefined): Given {
  const common = questions.filter(({ id, isCommon }) => isCommon && conversation?.decided.has(id));
  const answers: Given = new Map(
    common.flatMap(({ id }): [QuestionId, string][] => {
      const answer = conversation?.answers[id];
      return answer === undefined ? [] : [[id, spelled(answer)]];
    }),
  );
  return answers;
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
  'CouldNotLook',
  'Refused',
];
