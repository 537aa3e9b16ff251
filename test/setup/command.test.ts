// The command that gives the answers of a conversation again leads to the same entry.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commandAgain } from '../../src/setup/conversation/command.js';
import {
  answered,
  beginConversation,
  nextQuestion,
  readAnswer,
  suggestionFor,
} from '../../src/setup/conversation/conversation.js';
import type { HostReport } from '../../src/setup/conversation/host_report.js';
import { inventoryEntryOf } from '../../src/setup/conversation/inventory_entry.js';
import type { QuestionId } from '../../src/setup/conversation/question.js';
import { converse } from '../../src/setup/converse.js';
import type { Speaker } from '../../src/setup/speaker.js';
import { anySeen, bare } from './host_report.js';

/** What is suggested, else what is possible. */
function talked(hostReport: HostReport, likely: readonly string[]) {
  let conversation = beginConversation(hostReport, {});
  for (let question = nextQuestion(conversation); question; question = nextQuestion(conversation)) {
    const suggestion = suggestionFor(question, conversation);
    const reads = [...likely, String(suggestion), 'yes', '/etc/x', '192.0.2.1', '8443', 'apache2', 'nginx']
      .map((text) => readAnswer(question, text, conversation))
      .flatMap((read) => ('answer' in read ? [read.answer] : []));
    if (reads[0] === undefined) return undefined;
    conversation = answered(conversation, question, reads[0], true);
  }
  return conversation;
}

/** As the command line gives them: a flag with its value, or alone. */
function flagsIn(words: readonly string[]): ReadonlyMap<QuestionId, string> {
  const text = words.join('\n');
  return new Map(
    [...text.matchAll(/^--([a-z-]+)(?:\n(?!--)(.+))?$/gm)].map(([, name = '', value = 'yes']) => [
      name.replaceAll('-', '_') as QuestionId,
      value,
    ]),
  );
}

it('for any host', async () => {
  await fc.assert(
    fc.asyncProperty(
      anySeen,
      fc.constantFrom([], ['provided'], ['77', 'ufw']),
      async (hostReport, likely) => {
        const conversation = talked(hostReport, likely);
        if (!conversation) return;
        const given = flagsIn(commandAgain(['rpc1'], conversation));
        const visit = { hostReport, known: {}, learn: async () => hostReport, close: async () => undefined };
        const begun = beginConversation(hostReport, {}, new Set(given.keys()));
        const talk = { visit, given, common: new Map(), person: undefined, speaker: {} as Speaker };
        const again = await converse(begun, talk).catch((error: unknown) => {
          // No answer could make an endpoint of it.
          if (error instanceof Error && error.name === 'Refused') return conversation;
          throw error;
        });
        expect(inventoryEntryOf(again)).toEqual(inventoryEntryOf(conversation));
      },
    ),
  );
});

it('names what was typed first, and quotes for a shell', () => {
  const answers = {
    name: 'rpc.example.org',
    certificate_file: "/etc/my key's.pem",
    accept_terms: true,
    email: '',
  };
  const decided = new Set(Object.keys(answers) as QuestionId[]);
  expect(
    commandAgain(['ann@rpc1', '-i', 'my hosts.yml'], { ...beginConversation(bare, {}), answers, decided }),
  ).toEqual([
    ...['hostwright', 'setup', 'ann@rpc1', '-i', "'my hosts.yml'", '--name', 'rpc.example.org'],
    ...['--accept-terms', '--certificate-file', `'/etc/my key'\\''s.pem'`],
  ]);
});
