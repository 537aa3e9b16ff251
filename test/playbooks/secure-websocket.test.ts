// The shipped playbooks agree with the example inventory, and its sh is accepted by every shell that a host may have.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseInventory } from '../../src/inventory/parse.js';
import { modulesByName } from '../../src/modules/index.js';
import { parsePlaybook } from '../../src/playbook/parse.js';
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

describe('every setting of the playbook', () => {
  const defaults = parseShipped().plays.flatMap(({ roles }) => [...(roles['role defaults'] ?? [])]);
  const settings = defaults.map(([name, variable]) => [
    name,
    variable.kind === 'source' ? plain(variable.node) : null,
  ]);

  // How `certificate` was said in older inventories.
  it.each(settings.filter(([name]) => name !== 'self_signed'))('%s stands in the example', (name, value) => {
    const [, shown] = example.match(new RegExp(`^ *# ${name}: (.+)$`, 'm')) ?? [];
    expect(shown, `inventory.example.yml has no line "# ${name}: ..."`).toBeDefined();
    const isComputed = value === null || typeof value === 'object' || String(value).includes('{{');
    if (!isComputed) expect(shown).toBe(String(value));
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
