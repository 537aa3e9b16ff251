// Back to the questions, where several hosts were talked about and not all of them were asked something.

import { expect, it } from 'vitest';
import { beginConversation } from '../../src/setup/conversation/conversation.js';
import { type Talked, wentBackIn } from '../../src/setup/talk_about.js';
import { bare } from './host_report.js';

const conversation = beginConversation(bare, {});

const talkedAbout = (host: string, isAsked: boolean): Talked => ({
  host,
  conversation,
  again: async () => (isAsked ? talkedAbout(`${host}, again`, isAsked) : undefined),
});

it.each([
  [
    [true, true, true],
    ['0', '1', '2, again'],
  ],
  [
    [true, true, false],
    ['0', '1, again', '2'],
  ],
  [
    [true, false, false],
    ['0, again', '1', '2'],
  ],
  [[false, false, false], undefined],
])('asked %j', async (asked, hosts) => {
  const back = await wentBackIn(asked.map((isAsked, index) => talkedAbout(String(index), isAsked)));
  expect(back?.map(({ host }) => host)).toEqual(hosts);
});
