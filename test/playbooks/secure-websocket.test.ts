// The shipped playbooks agree with the example inventory, and its sh is accepted by every shell that a host may have.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseInventory } from '../../src/inventory/parse.js';
import { modulesByName } from '../../src/modules/index.js';
import { parsePlaybook } from '../../src/playbook/parse.js';
import { blocksIn } from '../../src/playbook/parts_of.js';
import { plain } from '../../src/yaml/located.js';
import { parseShipped } from './shipped.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');
const example = read('inventory.example.yml');

it('all are accepted without a warning', () => {
  const rehearsal = read('playbooks/rehearse-renewal.yml');
  expect(parsePlaybook(rehearsal, 'rehearse-renewal.yml', modulesByName).warnings).toEqual([]);
  expect(parseShipped().warnings).toEqual([]);
  expect(parseInventory(example, 'inventory.example.yml').warnings).toEqual([]);
});

const { plays } = parseShipped();
const uses = plays.flatMap(({ tasks }) => blocksIn(tasks)).flatMap((block) => block.arguments ?? []);
const settings = uses.flatMap(({ set }) => [...set.arguments]);

describe('every setting of the playbook', () => {
  const defaults = new Map(
    plays
      .flatMap(({ roles }) => [...(roles['role defaults'] ?? [])])
      .map(([name, variable]) => [name, variable.kind === 'source' ? plain(variable.node) : null]),
  );

  it.each(settings)('%s has the default that its specification names', (name, { documented }) => {
    expect(defaults.has(name)).toBe(true);
    if (documented !== undefined) expect(defaults.get(name)).toBe(documented);
  });

  it('is specified', () => {
    expect([...defaults.keys()].sort()).toEqual([...new Set(settings.map(([name]) => name))].sort());
  });

  // How `certificate` was said in older inventories; and what the playbook itself says to a role.
  const unsaid = ['self_signed', 'removed_endpoint', 'removed_stays', 'removed_proxy'];
  const current = settings.filter(([name]) => !unsaid.includes(name));
  it.each(current)('%s stands in the example', (name, { documented }) => {
    const [, shown] = example.match(new RegExp(`^ *# ${name}: (.+)$`, 'm')) ?? [];
    expect(shown, `inventory.example.yml has no line "# ${name}: ..."`).toBeDefined();
    if (documented !== undefined) expect(shown).toBe(String(documented));
  });

  it('is all that the example offers', () => {
    const offered = [...example.matchAll(/^ {4}# ([a-z_]+): ./gm)].map(([, name]) => name ?? '');
    const known = new Set(settings.map(([name]) => name));
    expect(offered.filter((name) => !name.startsWith('ansible_') && !known.has(name))).toEqual([]);
  });
});

it.each([['dash'], ['bash', '--posix'], ['busybox', 'sh']])('%s reads check-host.sh', (...shell) => {
  const [program = '', ...words] = shell;
  execFileSync(program, [...words, '-n', `${root}playbooks/roles/host/files/check-host.sh`]);
});
