// Each host in turn: a visit, what was seen, a conversation, and what it comes to in the inventory.

import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { localFiles } from '../files/files.js';
import { keyFileOf } from '../project/routes.js';
import { readSshConfig } from '../transport/index.js';
import { choiceOf } from './choice.js';
import { connectionVariables, type Machine } from './conversation/connection_variables.js';
import { beginConversation, type Conversation, spelled, wentBack } from './conversation/conversation.js';
import type { Given } from './conversation/flags.js';
import { type InventoryEntry, inventoryEntryOf } from './conversation/inventory_entry.js';
import { placed } from './conversation/meant.js';
import type { QuestionId } from './conversation/question.js';
import { questions } from './conversation/questions.js';
import { converse, type Talk } from './converse.js';
import { visitFor } from './first_visit.js';
import type { NamedHost } from './hosts.js';
import type { Setup } from './parts.js';
import { rehearse } from './plan.js';
import type { Visit } from './visit.js';

/** What was said about a host, and how to say something else. */
export interface Talked {
  readonly host: string;
  readonly conversation: Conversation;
  /** From the last question on; undefined: no question was asked. */
  again(): Promise<Talked | undefined>;
}

/** One host after the other: what is common is known from the first. */
export async function talkAboutAll(
  setup: Setup,
  hosts: readonly NamedHost[],
  given: readonly Given[],
  visits: Visit[],
): Promise<readonly Talked[]> {
  const talked: Talked[] = [];
  const key = keyFileOf(setup.options, localFiles([]));
  for (const [index, host] of hosts.entries()) {
    const typed = { ...host, user: host.user ?? setup.options.user };
    const connection = connectionVariables(
      typed,
      await readSshConfig(host),
      machine,
      host.isInInventory,
      key,
    );
    const visited = await visitFor(setup, host, connection);
    visits.push(visited);
    const common = commonOf(talked[0]?.conversation);
    const choice = await choiceOf(setup, host.name, visited, (given[index]?.size ?? 0) > 0);
    const { meant } = choice;
    const { hostReport, known } = meant ? await visited.about(meant) : visited;
    const begun = beginConversation(hostReport, known, new Set(given[index]?.keys()), meant);
    const person = choice.isContinued ? undefined : setup.person;
    const talk: Talk = {
      visit: visited,
      given: given[index] ?? new Map(),
      common,
      person,
      speaker: setup.speaker,
      note: (conversation) => setup.unwrittenAnswers.note(typedAs(typed), conversation),
    };
    if (person) await rehearse(setup, host.name, connection, begun, talk);
    talked.push(await talkAbout(setup, host.name, connection, begun, talk));
  }
  return talked;
}

/** As `setup` is given it. */
function typedAs({ address, user, port }: NamedHost): string {
  const host = port !== undefined && address.includes(':') ? `[${address}]` : address;
  return `${user === undefined ? '' : `${user}@`}${host}${port === undefined ? '' : `:${port}`}`;
}

/** To the last host that somebody was asked about; undefined: nobody was asked. */
export async function wentBackIn(talked: readonly Talked[]): Promise<readonly Talked[] | undefined> {
  for (const [index, { again }] of [...talked.entries()].reverse()) {
    const other = await again();
    if (other) return talked.map((each, at) => (at === index ? other : each));
  }
  return undefined;
}

async function talkAbout(
  setup: Setup,
  host: string,
  connection: InventoryEntry,
  begun: Conversation,
  talk: Talk,
): Promise<Talked> {
  const conversation = await converse(begun, talk);
  setup.pages.put(host, ...placed(connection, inventoryEntryOf(conversation), begun.meant));
  return {
    host,
    conversation,
    again: async () => {
      const before = wentBack(conversation);
      return before && talkAbout(setup, host, connection, before, { ...talk, person: setup.person });
    },
  };
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

const machine: Machine = {
  user: userInfo().username,
  isThere: (path) => existsSync(path.replace(/^~(?=\/)/, homedir())),
};
