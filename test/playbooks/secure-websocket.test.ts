// The shipped playbooks agree with the example inventory, and its sh is accepted by every shell that a host may have.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseInventory } from '../../src/inventory/parse.js';
import { modulesByName } from '../../src/modules/index.js';
import { parsePlaybook } from '../../src/playbook/parse.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');
const playbook = read('playbooks/secure-websocket.yml');
const example = read('inventory.example.yml');

it('all are accepted without a warning', () => {
  const rehearsal = read('playbooks/rehearse-renewal.yml');
  expect(parsePlaybook(rehearsal, 'rehearse-renewal.yml', modulesByName).warnings).toEqual([]);
  expect(parsePlaybook(playbook, 'secure-websocket.yml', modulesByName).warnings).toEqual([]);
  expect(parseInventory(example, 'inventory.example.yml').warnings).toEqual([]);
});

describe('every setting of the playbook', () => {
  const settings = [...playbook.matchAll(/\{\{default (\w+) (.+?)\}\}/g)].map(([, name, value]) => [
    name,
    value,
  ]);

  it.each(settings)('%s stands in the example, with its default %s', (name = '', value = '') => {
    const [, shown] = example.match(new RegExp(`^ *# ${name}: (.+)$`, 'm')) ?? [];
    expect(shown, `inventory.example.yml has no line "# ${name}: ..."`).toBeDefined();
    if (/^("|\d|true|false)/.test(value)) expect(shown).toBe(value.replaceAll('"', ''));
  });

  it('is all that the example offers', () => {
    const offered = [...example.matchAll(/^ {4}# ([a-z_]+): ./gm)].map(([, name]) => name ?? '');
    const known = new Set(settings.map(([name]) => name));
    expect(offered.filter((name) => !name.startsWith('ansible_') && !known.has(name))).toEqual([]);
  });
});

it.each([['dash'], ['bash', '--posix'], ['busybox', 'sh']])('%s reads check-host.sh', (...shell) => {
  const [program = '', ...words] = shell;
  execFileSync(program, [...words, '-n', `${root}playbooks/files/check-host.sh`]);
});
