// Settings that nothing reads: held against random slips in what the shipped playbook reads, and against inventories in
// which all is right.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Levels } from '../../src/expression/precedence.js';
import { sourceVariable, type Variables } from '../../src/expression/scope.js';
import { type Readers, unreadVariables } from '../../src/inventory/unread.js';
import { modulesByName } from '../../src/modules/index.js';
import { loadInventory } from '../../src/project/inventory/load.js';
import { loadPlaybook } from '../../src/project/playbook_files.js';
import { shippedPlaybooks } from '../../src/project/shipped.js';
import { readersIn } from '../../src/project/unread.js';
import { userFiles } from '../../src/project/user_files.js';
import { scalarAt } from '../../src/yaml/located.js';
import { runHere } from './here.js';
import { useFolders } from './hostwright.js';

const files = userFiles({}).files();
let readers: Readers;
let settings: readonly string[];

beforeAll(async () => {
  const file = resolve(shippedPlaybooks, 'secure-websocket.yml');
  const playbook = await loadPlaybook(file, files, userFiles({}).open);
  readers = readersIn({ playbook, modules: modulesByName, files, playbookFolder: shippedPlaybooks });
  settings = [...readers.names].filter((name) => !/^inventory_|^ansible_/.test(name)).sort();
});

const place = { file: 'inventory.yml', line: 1, column: 1 };
const given = (names: readonly string[]): Variables =>
  new Map(names.map((name, line) => [name, sourceVariable(name, scalarAt('x', { ...place, line }))]));

function told(levels: Levels): readonly string[] {
  const { problems, warnings } = unreadVariables([levels], readers, true);
  return [...problems, ...warnings].map(({ message, advice = '' }) => `${message}; ${advice}`);
}

/** Ways in which a hand slips over a name. */
const slips: Readonly<Record<string, (name: string, at: number) => string>> = {
  lost: (name, at) => name.slice(0, at) + name.slice(at + 1),
  doubled: (name, at) => name.slice(0, at + 1) + name.slice(at),
  swapped: (name, at) => name.slice(0, at) + (name[at + 1] ?? '') + (name[at] ?? '') + name.slice(at + 2),
  plural: (name) => (name.endsWith('s') ? name.slice(0, -1) : name.replace(/y$/, 'ie').concat('s')),
};

it('at least 95 of 100 slips are told with the right word, wherever they stand', () => {
  const results: boolean[] = [];
  const levels = ['inventory all', 'group_vars/all', 'inventory hosts', 'host_vars', 'extra vars'] as const;
  fc.assert(
    fc.property(
      fc.nat(),
      fc.nat(),
      fc.constantFrom(...Object.keys(slips)),
      fc.constantFrom(...levels),
      (which, at, kind, level) => {
        const right = settings[which % settings.length] ?? '';
        const wrong = slips[kind]?.(right, at % (right.length - 1)) ?? right;
        fc.pre(!settings.includes(wrong));
        const { problems } = unreadVariables(
          [{ [level]: given(['domain', wrong].filter((name) => name !== right)) }],
          readers,
          false,
        );
        results.push(
          problems.some(
            ({ message, advice }) => message.includes(`"${wrong}"`) && advice?.includes(`"${right}"`),
          ),
        );
      },
    ),
    { seed: 13, numRuns: 200 },
  );
  expect(results.length).toBe(200);
  const told = results.filter((right) => right).length;
  console.info(`${told} of ${results.length} slips were told with the right word`);
  expect(told / results.length).toBeGreaterThanOrEqual(0.95);
});

it('what is right is never told: settings, names of Ansible, and own names that are listed', () => {
  fc.assert(
    fc.property(
      fc.subarray(['domain', 'proxy', 'firewall', 'certificate', 'allowed_clients', 'node_port']),
      fc.boolean(),
      (some, more) => {
        const names = [
          ...some,
          ...(more ? settings : []),
          'ansible_python_interpreter',
          'ansible_user',
          'jump',
        ];
        expect(told({ 'inventory all': given(names) })).toEqual([]);
      },
    ),
    { seed: 13, numRuns: 40 },
  );
});

it.each(['inventory.example.yml'])('nothing is wrong in %s', async (file) => {
  const path = resolve(file);
  const inventory = await loadInventory([path], undefined, files, userFiles({}).open);
  const { problems } = unreadVariables(
    [...inventory.hosts.values()].map(({ levels }) => levels),
    readers,
    false,
  );
  expect(readFileSync(path, 'utf8')).toContain('domain');
  expect(problems).toEqual([]);
});

describe('a run', () => {
  const folderWith = useFolders();
  const site = '- import_playbook: secure-websocket.yml\n';
  const hosts = (vars: string) =>
    `all:\n  hosts: { h1: { ansible_host: 127.0.0.1 } }\n  vars:\n${vars.replace(/^/gm, '    ')}\n`;
  const validated = async (texts: Readonly<Record<string, string>>, ...words: readonly string[]) => {
    const folder = folderWith({ 'site.yml': site, ...texts });
    return runHere(folder, ['validate', 'site.yml', '-i', 'inventory.yml', ...words]);
  };

  it.each([
    ['allowed_client: [203.0.113.7]', 'allowed_clients'],
    ['proxi: apache2', 'proxy'],
    ['firewal: ufw', 'firewall'],
    ['certifcate: self_signed', 'certificate'],
    ['ansible_becom_password: x', 'ansible_become_password'],
  ])('%s is refused, in the inventory and in group_vars', async (line, meant) => {
    for (const texts of [
      { 'inventory.yml': hosts(`domain: rpc.example.org\n${line}`) },
      { 'inventory.yml': hosts('domain: rpc.example.org'), 'group_vars/all.yml': `${line}\n` },
    ]) {
      const { code, stderr } = await validated(texts);
      expect(code).toBe(3);
      expect(stderr).toContain(`did you mean "${meant}"?`);
    }
  });

  it.each([
    ['a name of the own that is listed', 'domain: rpc.example.org\nproxi: x\nunused_ok: [prox*]', {}],
    [
      'what another playbook of the folder reads',
      'domain: rpc.example.org\nproxi: x',
      { 'other.yml': '- hosts: all\n  tasks: [{ debug: { msg: "{{proxi}}" } }]\n' },
    ],
    ['what another variable reads', 'domain: "{{ proxi }}.example.org"\nproxi: x', {}],
    ['a name beside the one that it resembles', 'domain: rpc.example.org\ndomains: [a]', {}],
  ])('is content with %s', async (_, vars, texts) => {
    expect((await validated({ 'inventory.yml': hosts(vars), ...texts })).code).toBe(0);
  });

  it('a file of variables that is one slip away from a group is refused, one for nobody is not', async () => {
    const own = { 'inventory.yml': hosts('domain: rpc.example.org') };
    const { code, stderr } = await validated({ ...own, 'group_vars/al.yml': 'proxy: apache2\n' });
    expect({ code, stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('did you mean "all"?'),
    });
    expect((await validated({ ...own, 'host_vars/h9.yml': 'proxy: apache2\n' })).code).toBe(0);
  });

  it.each([
    ['a name of nobody', 'owner: me', {}, 'nothing reads the variable "owner"'],
    ['a name beside the one that it resembles', 'domains: [a]', {}, 'which is set as well?'],
    ['a setting one level too low', 'site: { firewall: ufw }', {}, 'write firewall one level up'],
    ['a file for nobody', '', { 'host_vars/h9.yml': 'proxy: apache2\n' }, 'no host for h9.yml'],
    [
      'a file that resembles another',
      '',
      { 'group_vars/al.yml': 'proxy: apache2\n', 'group_vars/all.yml': 'proxy: nginx\n' },
      'did you mean "all"?',
    ],
  ])('validate warns of %s, and --strict refuses it', async (_, line, more, said) => {
    const shipped = '- import_playbook: secure-websocket.yml\n';
    const texts = { 'inventory.yml': hosts(`domain: rpc.example.org\n${line}`), ...more };
    const warned = await validated({ ...texts, 'site.yml': shipped });
    expect(warned).toMatchObject({ code: 0, stderr: expect.stringMatching(/^warning: /) });
    expect(warned.stderr).toContain(said);
    const refused = await validated({ ...texts, 'site.yml': shipped }, '--strict');
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining(said) });
  });

  it('tells programs which is a warning', async () => {
    const { code, stdout } = await validated(
      { 'inventory.yml': hosts('domain: rpc.example.org\nowner: me') },
      '-o',
      'json',
    );
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({
      code: 0,
      type: 'warning',
      place: { file: 'inventory.yml', line: 5 },
    });
  });

  it('plan tells what to do about a warning, and refuses it with --strict', async () => {
    const folder = folderWith({
      'site.yml': site,
      'inventory.yml': hosts('domain: rpc.example.org\nowner: me'),
    });
    const { code, stderr } = await runHere(folder, ['plan', 'site.yml', '--strict']);
    expect({ code, stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('list it under unused_ok'),
    });
  });
});
