// The order of questions, what is not asked, the way back, and what a conversation leaves behind.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockerIn } from '../../src/setup/conversation/blocker.js';
import {
  answered,
  beginConversation,
  type Conversation,
  learned,
  leftOut,
  nextQuestion,
  readAnswer,
  requireAll,
  spelled,
  suggestionFor,
  wentBack,
} from '../../src/setup/conversation/conversation.js';
import type { HostReport } from '../../src/setup/conversation/host_report.js';
import { inventoryEntryOf } from '../../src/setup/conversation/inventory_entry.js';
import { placed } from '../../src/setup/conversation/meant.js';
import { flagOf, type Question, questionIds } from '../../src/setup/conversation/question.js';
import { questions } from '../../src/setup/conversation/questions.js';
import { anySeen, bare, listening } from './host_report.js';

/** Says these where they are asked for and possible, else what is suggested, else the first that is possible. */
function talk(begun: Conversation, says: Readonly<Record<string, string>> = {}) {
  const asked: string[] = [];
  let conversation = begun;
  for (let question = nextQuestion(conversation); question; question = nextQuestion(conversation)) {
    asked.push(question.id);
    conversation = answered(conversation, question, wordFor(question, conversation, says), true);
  }
  return { asked, conversation };
}

function wordFor(question: Question, conversation: Conversation, says: Readonly<Record<string, string>>) {
  const suggestion = suggestionFor(question, conversation);
  const likely = ['rpc.example.org', '192.0.2.1', '/etc/x', 'yes', '8443'];
  const texts = [says[question.id], suggestion === undefined ? undefined : spelled(suggestion), ...likely];
  for (const text of texts) {
    const read = text === undefined ? undefined : readAnswer(question, text, conversation);
    if (read && 'answer' in read) return read.answer;
  }
  throw new Error(`nothing answers ${question.id}`);
}

const leadsHere = { 'rpc.example.org': { here: ['192.0.2.1'], published: ['192.0.2.1'] } };

/** A host of which something can be made. */
const possible = anySeen.filter((hostReport) => blockerIn(hostReport) === undefined);

describe('the table', () => {
  it('has every question once, in its order', () => {
    expect(questions.map(({ id }) => id)).toEqual(questionIds);
  });

  it('has a variable and a flag for each', () => {
    expect(new Set(questions.map(({ variable }) => variable)).size).toBe(questions.length);
    expect(new Set(questions.map(flagOf)).size).toBe(questions.length);
  });
});

describe('what is asked', () => {
  const brought = ['certificate', 'certificate_file', 'certificate_key_file'];
  const basics = ['name', 'proxy', 'certificate', 'clients', 'requests_per_second', 'firewall'];
  const cases: readonly [string, Partial<HostReport>, Record<string, string>, readonly string[]][] = [
    ['a bare host by its address', {}, {}, basics],
    ['a name that leads here', { names: leadsHere }, { certificate: 'self_signed' }, basics],
    [
      "a name that leads here, with Let's Encrypt",
      { names: leadsHere },
      { accept_terms: 'yes' },
      ['name', 'proxy', 'certificate', 'email', 'accept_terms', 'clients', 'requests_per_second', 'firewall'],
    ],
    [
      'a name that leads elsewhere',
      { names: { 'rpc.example.org': { here: ['192.0.2.9'], published: [] } } },
      { name: 'rpc.example.org' },
      ['name', 'prove_at', 'proxy', 'certificate', 'clients', 'requests_per_second', 'firewall'],
    ],
    [
      'a certificate of their own',
      {},
      { certificate: 'provided' },
      ['name', 'proxy', ...brought, 'clients', 'requests_per_second', 'firewall'],
    ],
    [
      'somebody on port 443',
      { listeners: [listening(443, 'java')] },
      {},
      ['name', 'proxy', 'port', 'certificate', 'clients', 'requests_per_second', 'firewall'],
    ],
    ['a node that others can reach', { listeners: [listening(9944, 'polkadot')] }, {}, basics],
    [
      'a node that does not answer',
      { node: { port: 9944, report: { kind: 'silent', why: 'nothing listens there' } } },
      { without_node: 'yes' },
      ['kind', 'node_port', 'without_node', ...basics],
    ],
    [
      'a bootnode without JSON-RPC',
      { node: { port: 9944, report: { kind: 'silent', why: 'nothing listens there' } } },
      { kind: 'bootnode', name: 'boot.example.org', certificate: 'provided' },
      ['kind', 'p2p_port', 'peer_id', 'name', 'prove_at', 'proxy', ...brought, 'clients', 'firewall'],
    ],
  ];
  it.each(cases)('%s', (_, found, says, asked) => {
    expect(talk(beginConversation({ ...bare, ...found }, {}), says).asked).toEqual(asked);
  });

  it('nothing twice, whatever is found', () => {
    fc.assert(
      fc.property(possible, (hostReport) => {
        const { asked } = talk(beginConversation(hostReport, {}));
        expect(new Set(asked).size).toBe(asked.length);
      }),
    );
  });
});

describe('what cannot be', () => {
  const given = (found: Partial<HostReport>, answers = {}) => ({
    ...beginConversation({ ...bare, ...found }, {}),
    answers: { name: 'rpc.example.org', proxy: 'nginx', ...answers },
  });
  const question = (id: string) => questions.find((each) => each.id === id) as Question;
  it.each([
    ['name', 'bad name', {}, 'expected a name such as rpc.example.org, or an address'],
    ['name', '192.0.2', {}, 'expected a name such as rpc.example.org, or an address'],
    ['clients', '0', {}, 'expected a whole number, 1 to 1000000'],
    ['clients', 'many', {}, 'expected a whole number'],
    ['email', 'nobody', {}, 'expected an email address, or nothing'],
    ['certificate_file', 'own.crt', {}, 'expected an absolute path, beginning with /'],
    ['proxy', 'caddy', {}, 'expected nginx, apache2 or haproxy'],
    ['proxy', 'nginx', { listeners: [listening(80, 'apache2')] }, 'port 80 belongs to apache2'],
    ['proxy', 'apache2', { listeners: [listening(443, 'haproxy')] }, 'port 443 belongs to haproxy'],
    ['port', '80', {}, 'port 80 is for http'],
    ['port', '8443', { listeners: [listening(8443, 'java')] }, 'port 8443 belongs to java'],
    ['certificate', 'letsencrypt', {}, 'rpc.example.org does not lead to this host in DNS'],
    ['accept_terms', 'no', {}, 'it issues nothing without; Esc leads back to the other certificates'],
    ['without_node', 'perhaps', {}, 'expected yes or no'],
  ] as const)('%s %j', (id, text, found, wrong) => {
    expect(readAnswer(question(id), text, given(found))).toEqual({ wrong });
  });

  it("Let's Encrypt, for an address", () => {
    const wrong = 'certbot of Debian orders for names only';
    const of = given({}, { name: '192.0.2.1' });
    expect(readAnswer(question('certificate'), 'letsencrypt', of)).toEqual({ wrong });
  });
});

it('a proxy that serves the endpoint, and nothing else, can hand over to the other', () => {
  const proxy = questions.find(({ id }) => id === 'proxy') as Question;
  const of = (sites: readonly string[]) => {
    const nginx = { name: 'nginx', runs: true, sites, keeps: [] } as const;
    const hostReport = {
      ...bare,
      listeners: [listening(80, 'nginx'), listening(443, 'nginx')],
      proxies: [nginx],
    };
    const begun = beginConversation(hostReport, { proxy: 'nginx' });
    return ['apache2', 'haproxy'].map((name) => readAnswer(proxy, name, begun));
  };
  expect(of([])).toEqual([{ answer: 'apache2' }, { answer: 'haproxy' }]);
  const wrong = 'port 80 belongs to nginx';
  expect(of(['shop.example.org'])).toEqual([{ wrong }, { wrong }]);
});

// nginx and Apache tell sites of one port apart by name; haproxy gives each client to one of its frontends by chance.
it("haproxy that keeps a port for somebody else's frontend is a stranger there, to itself too", () => {
  const of = (keeps: readonly number[], answers = {}) => {
    const haproxy = { name: 'haproxy', runs: true, sites: keeps.length > 0 ? ['shop'] : [], keeps } as const;
    const listeners = [80, 443].map((number) => listening(number, 'haproxy'));
    const begun = beginConversation({ ...bare, listeners, proxies: [haproxy] }, { proxy: 'haproxy' });
    const question = (id: string) => questions.find((each) => each.id === id) as Question;
    return [
      readAnswer(question('proxy'), 'haproxy', begun),
      readAnswer(question('port'), '443', { ...begun, answers: { proxy: 'haproxy', ...answers } }),
    ];
  };
  expect(of([])).toEqual([{ answer: 'haproxy' }, { answer: 443 }]);
  expect(of([443])).toEqual([{ answer: 'haproxy' }, { wrong: 'port 443 belongs to haproxy' }]);
  expect(of([80])).toEqual([{ wrong: 'port 80 belongs to another site of haproxy' }, { answer: 443 }]);
});

describe('the way back', () => {
  it('leads to the question before, and remembers what was said', () => {
    fc.assert(
      fc.property(possible, fc.nat(8), (hostReport, steps) => {
        let conversation = beginConversation(hostReport, {});
        const asked: string[] = [];
        for (let step = 0; step < steps; step++) {
          const question = nextQuestion(conversation);
          if (!question) break;
          asked.push(question.id);
          conversation = answered(conversation, question, wordFor(question, conversation, {}), true);
        }
        for (const id of asked.reverse()) {
          const said = conversation.answers[id as keyof typeof conversation.answers];
          const before = wentBack(conversation);
          if (!before) throw new Error('there is a question before');
          const question = nextQuestion(before);
          expect(question?.id).toBe(id);
          expect(question && suggestionFor(question, before)).toBe(said);
          conversation = before;
        }
        expect(wentBack(conversation)).toBeUndefined();
      }),
    );
  });

  it('changes the questions after it', () => {
    const named = talk(beginConversation({ ...bare, names: leadsHere }, {}), {}).conversation;
    expect(named.answers.certificate).toBe('letsencrypt');
    let conversation: Conversation | undefined = named;
    while (conversation && nextQuestion(conversation)?.id !== 'certificate')
      conversation = wentBack(conversation);
    const again = talk(conversation as Conversation, { certificate: 'self_signed' });
    expect(again.asked).toEqual(['certificate', 'clients', 'requests_per_second', 'firewall']);
    expect([...inventoryEntryOf(again.conversation).keys()]).not.toContain('acme_accept_terms');
  });
});

describe('what is left behind', () => {
  it('is the same by flags as by answers', () => {
    fc.assert(
      fc.property(possible, (hostReport) => {
        const { conversation } = talk(beginConversation(hostReport, {}));
        let byFlags = beginConversation(hostReport, {});
        for (let question = nextQuestion(byFlags); question; question = nextQuestion(byFlags)) {
          const answer = conversation.answers[question.id];
          byFlags = answered(byFlags, question, answer as string, false);
        }
        expect(inventoryEntryOf(byFlags)).toEqual(inventoryEntryOf(conversation));
      }),
    );
  });

  it('says nothing that the inventory says already', () => {
    const known = { proxy: 'nginx', expected_clients: 300 };
    const { conversation } = talk(beginConversation(bare, known));
    expect(Object.fromEntries(inventoryEntryOf(conversation))).toEqual({
      domain: '192.0.2.1',
      certificate: 'self_signed',
      requests_per_second: 20,
      firewall: 'none',
    });
  });

  it('takes away what makes no sense any more', () => {
    const known = { certificate: 'letsencrypt', acme_email: 'a@example.org', acme_accept_terms: true };
    const { conversation } = talk(beginConversation(bare, known));
    expect(Object.fromEntries(inventoryEntryOf(conversation))).toMatchObject({
      certificate: 'self_signed',
      acme_email: null,
      acme_accept_terms: null,
    });
  });

  it('is what a second conversation suggests, so that nothing changes', () => {
    fc.assert(
      fc.property(possible, (hostReport) => {
        const first = Object.fromEntries(
          inventoryEntryOf(talk(beginConversation(hostReport, {})).conversation),
        );
        const second = inventoryEntryOf(talk(beginConversation(hostReport, first)).conversation);
        expect([...second]).toEqual([]);
      }),
    );
  });
});

it('names the flags of questions that nothing answers', () => {
  let conversation = beginConversation({ ...bare, names: leadsHere }, {});
  for (let question = nextQuestion(conversation); question; question = nextQuestion(conversation)) {
    const suggestion = suggestionFor(question, conversation);
    conversation =
      suggestion === undefined
        ? leftOut(conversation, question)
        : answered(conversation, question, suggestion, false);
  }
  expect(() => requireAll('rpc1', conversation)).toThrow(
    'rpc1: nothing that was found answers these: --accept-terms',
  );
});

it('asks on from what was learned by an answer', () => {
  const begun = beginConversation(bare, {});
  const name = nextQuestion(begun) as Question;
  const said = answered(begun, name, 'rpc.example.org', true);
  expect(nextQuestion(said)?.id).toBe('prove_at');
  expect(nextQuestion(learned(said, { ...bare, names: leadsHere }))?.id).toBe('proxy');
});

describe('another endpoint of a host', () => {
  const known = { domain: 'a.example.org', certificate: 'self_signed', expected_clients: 60, wss_path: '/a' };
  const { asked, conversation } = talk(
    beginConversation(bare, { certificate: 'self_signed', expected_clients: 60 }, new Set(), {
      name: 'b',
      isNew: true,
    }),
    { path: '/b', node_port: '9945' },
  );

  it('is asked what is its own, and nothing that holds for the first one too', () => {
    expect(asked).toEqual([
      'kind',
      'node_port',
      'name',
      'path',
      'certificate',
      'clients',
      'requests_per_second',
    ]);
  });

  it('leaves the host as it is', () => {
    const [host, endpoint] = placed(new Map(), inventoryEntryOf(conversation), conversation.meant);
    expect([...host]).toEqual([]);
    expect(endpoint?.name).toBe('b');
    expect(Object.fromEntries(endpoint?.variables ?? [])).toMatchObject({ node_port: 9945, wss_path: '/b' });
    expect(endpoint?.variables.has('expected_clients')).toBe(false);
    expect(endpoint?.variables.has('kind')).toBe(false);
  });

  it('has no path where it is the only one', () => {
    expect(talk(beginConversation(bare, known)).asked).not.toContain('path');
  });
});

describe('a bootnode', () => {
  const begun = beginConversation({ ...bare, names: leadsHere }, { kind: 'bootnode', p2p_port: 30_335 });
  const { asked, conversation } = talk(begun, { accept_terms: 'yes' });

  it('is asked for what it is, for its JSON-RPC where that answers, and for no limits of requests', () => {
    expect(asked.slice(0, 4)).toEqual(['kind', 'p2p_port', 'rpc_port', 'name']);
    expect(asked).not.toContain('requests_per_second');
    expect(conversation.answers).toMatchObject({
      p2p_port: 30_335,
      rpc_port: 9944,
      certificate: 'letsencrypt',
    });
  });

  it.each([
    ['name', '192.0.2.1', 'by a name in DNS'],
    ['certificate', 'self_signed', 'trust none of these'],
  ])('%s: %s is refused with the reason', (id, text, why) => {
    const question = questions.find((each) => each.id === id) as Question;
    expect(readAnswer(question, text, conversation)).toEqual({ wrong: expect.stringContaining(why) });
  });

  it('may be a node whose JSON-RPC, which is not published, serves everything', () => {
    const report = { kind: 'answers', unsafe: { kind: 'served' }, roles: [], chain: undefined } as const;
    const unsafe = { ...bare, node: { port: 9944, report } };
    expect(blockerIn(unsafe)).toContain('--rpc-methods=safe');
    expect(blockerIn(unsafe, true)).toBeUndefined();
  });
});

it('asks for no port where the inventory lists several nodes', () => {
  const silent: HostReport = {
    ...bare,
    node: { port: 9944, report: { kind: 'silent', why: 'connection refused' } },
  };
  const nodes = [{ port: 9944 }, { port: 9945 }];
  expect(talk(beginConversation(silent, {})).asked).toContain('node_port');
  const { asked, conversation } = talk(beginConversation(silent, { nodes }));
  expect(asked.filter((id) => ['node_port', 'without_node'].includes(id))).toEqual([]);
  expect(inventoryEntryOf(conversation).has('node_port')).toBe(false);
});
