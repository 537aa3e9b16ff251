// setup: the facts of the host, gathered now and shown. A play gathers them by itself (gather_facts).

import { z } from 'zod';
import type { JsonObject } from '../json.js';
import { defineAction } from '../module.js';
import { factsScript, readFacts } from '../shell/facts.js';

export const setup = defineAction({
  kind: 'action',
  name: 'setup',
  summary: 'the facts of the host are gathered, and shown',
  params: z.strictObject({
    filter: z
      .union([z.string().min(1), z.array(z.string().min(1))], {
        error: 'expected the name of a fact or a list of names',
      })
      .default('*')
      .describe(
        'only facts with these names; * stands for any rest, and ansible_ before a name may be left out',
      ),
  }),
  bare: 'filter',
  returns: {
    ansible_facts: 'what is known of the host, by the names of Ansible',
  },
  example: `
- name: what is known of the host
  setup:
    filter: distribution*
`,
  plan: 'run',
  barrier: false,
  probe: () => factsScript,
  run: ({ filter }, { seen }) => {
    const facts = seen ? readFacts(seen) : {};
    const shown = only(facts, [filter].flat());
    return {
      failed: Object.keys(shown).length === 0,
      message:
        Object.keys(shown).length === 0
          ? `no fact is called ${[filter].flat().join(' or ')}; there are ${Object.keys(facts).join(', ')}`
          : JSON.stringify(shown, null, 2),
      facts: { ansible_facts: facts },
      result: { ansible_facts: shown },
    };
  },
});

function only(facts: JsonObject, filters: readonly string[]): JsonObject {
  const patterns = filters.map((filter) => {
    const parts = filter.replace(/^ansible_/, '').split('*');
    return new RegExp(`^${parts.map((part) => part.replace(/[^\w]/g, '\\$&')).join('.*')}$`);
  });
  return Object.fromEntries(
    Object.entries(facts).filter(([name]) => patterns.some((pattern) => pattern.test(name))),
  );
}
