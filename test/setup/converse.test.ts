// Flags in a conversation that asks nobody: each is heard by itself, whatever the others, and whatever was found.

import { describe, expect, it } from 'vitest';
import { beginConversation, soAnyway } from '../../src/setup/conversation/conversation.js';
import { requireUsed } from '../../src/setup/conversation/flags.js';
import type { HostReport } from '../../src/setup/conversation/host_report.js';
import { type QuestionId, questionIds } from '../../src/setup/conversation/question.js';
import { converse } from '../../src/setup/converse.js';
import type { Speaker } from '../../src/setup/speaker.js';
import { bare, listening } from './host_report.js';

const silent = { node: { port: 9944, report: { kind: 'silent', why: 'nothing listens there' } } } as const;
const leadsHere = { 'rpc.example.org': { here: ['192.0.2.1'], published: ['192.0.2.1'] } };
const leadsAway = { 'rpc.example.org': { here: ['192.0.2.9'], published: [] } };

async function said(found: Partial<HostReport>, flags: Readonly<Partial<Record<QuestionId, string>>>) {
  const given = new Map(Object.entries(flags) as [QuestionId, string][]);
  const hostReport = { ...bare, ...found };
  const visit = { hostReport, known: {}, learn: async () => hostReport, close: async () => undefined };
  const begun = beginConversation(hostReport, {}, new Set(given.keys()));
  const talk = { visit, given, common: new Map(), person: undefined, speaker: {} as Speaker };
  const conversation = await converse(begun, talk);
  const values = new Map([...given].map(([id, text]) => [id, [text]] as const));
  requireUsed(values, new Set([...conversation.decided, ...soAnyway(conversation, given)]));
  return conversation.answers;
}

describe('a flag alone is heard', () => {
  const name = { name: 'rpc.example.org' };
  it.each<[QuestionId, string, unknown, Partial<HostReport>, Readonly<Partial<Record<QuestionId, string>>>]>([
    ['port', '8443', 8443, {}, {}],
    ['port', '443', 443, {}, {}],
    ['port', '8443', 8443, { listeners: [listening(443, 'java')] }, {}],
    ['node_port', '9944', 9944, {}, {}],
    ['node_port', '9933', 9933, {}, {}],
    ['firewall', 'ufw', 'ufw', {}, {}],
    ['firewall', 'none', 'none', { listeners: [listening(9944, 'polkadot')] }, {}],
    ['certificate', 'self_signed', 'self_signed', { names: leadsHere }, {}],
    ['clients', '7', 7, {}, {}],
    ['requests_per_second', '7', 7, {}, {}],
    ['proxy', 'apache2', 'apache2', {}, {}],
    ['without_node', 'yes', true, silent, {}],
    ['without_node', 'yes', undefined, {}, {}],
    ['accept_terms', 'yes', undefined, {}, {}],
    ['accept_terms', 'yes', true, { names: leadsHere }, name],
    ['prove_at', '192.0.2.1', '192.0.2.1', { names: leadsAway }, name],
    ['prove_at', '192.0.2.1', undefined, { names: leadsHere }, { ...name, accept_terms: 'yes' }],
  ])('%s %s', async (id, text, answer, found, others) => {
    expect((await said(found, { ...others, [id]: text }))[id]).toBe(answer);
  });

  it('in the table of all questions, or it says what another answer has to be', async () => {
    const texts: Partial<Record<QuestionId, string>> = {
      ...{ node_port: '9944', without_node: 'yes', name: '192.0.2.1', prove_at: '192.0.2.1' },
      ...{ proxy: 'nginx', port: '443', certificate: 'self_signed', accept_terms: 'yes', clients: '9' },
      ...{ requests_per_second: '9', firewall: 'none', kind: 'rpc' },
    };
    for (const [id, text] of Object.entries(texts)) await said({}, { [id as QuestionId]: text });
    const others = questionIds.filter((id) => !(id in texts));
    for (const id of others)
      await expect(said({}, { [id]: id === 'email' ? 'a@example.org' : '/etc/x' })).rejects.toThrow(
        'answers nothing here',
      );
  });
});
