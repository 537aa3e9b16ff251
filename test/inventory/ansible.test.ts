// Inventories as Ansible reads them: made at random once, with the answers of ansible-inventory (ansible-core 2.14.18)
// beside them in ansible.json.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseInventory } from '../../src/inventory/parse.js';
import type { Json } from '../../src/json.js';
import { plain } from '../../src/yaml/located.js';

interface Case {
  readonly inventory: string;
  readonly hostvars: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

const cases = JSON.parse(readFileSync(new URL('ansible.json', import.meta.url), 'utf8')) as readonly Case[];

it.each(cases)('inventory %#', ({ inventory, hostvars, groups }) => {
  const ours = parseInventory(inventory, 'hosts.yml');
  const vars = [...ours.hosts].map(([name, host]) => {
    const entries = [...host.vars].map(
      ([key, v]) => [key, v.kind === 'source' ? plain(v.node) : null] as const,
    );
    return [name, Object.fromEntries(entries)] as const;
  });
  expect(Object.fromEntries(vars)).toEqual(hostvars);
  for (const [name, hosts] of Object.entries(groups)) {
    expect([...(ours.groups.get(name) ?? [])].sort()).toEqual(hosts);
  }
});
