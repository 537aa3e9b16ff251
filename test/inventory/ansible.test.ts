// The same inventories and patterns, read by us and by Ansible's own code (Debian's ansible-core): the same answers.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localFiles } from '../../src/files/files.js';
import { givenBy } from '../../src/inventory/given.js';
import type { Inventory } from '../../src/inventory/inventory.js';
import { graphInventory, hostVariables, listInventory } from '../../src/inventory/list.js';
import { magicVariables } from '../../src/inventory/magic.js';
import { selectHosts } from '../../src/inventory/pattern.js';
import { isJsonObject, type Json } from '../../src/json.js';
import { ProblemError } from '../../src/problem.js';
import { loadInventory } from '../../src/project/inventory/load.js';
import { limitedHosts } from '../../src/project/selection.js';
import { useTools } from '../setup/tools.js';
import { type Case, writeCase } from './corpus.js';

interface Answer {
  readonly list: Json;
  readonly graph: string;
  readonly magic: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly failed: readonly string[];
  readonly error?: string;
  readonly patterns: readonly (readonly string[] | null)[];
}

useTools({ '/usr/bin/ansible-inventory': 'ansible-core' });

const count = Number(process.env.INVENTORIES ?? 120);
/** Milliseconds, for a busy machine. */
const patience = 60_000 + count * 400;
const files = localFiles([]);
const folder = mkdtempSync(join(tmpdir(), 'hostwright-inventories-'));
let cases: readonly Case[] = [];
let answers: readonly Answer[] = [];

beforeAll(() => {
  cases = Array.from({ length: count }, (_, seed) => writeCase(seed + 1, join(folder, String(seed))));
  const script = join(import.meta.dirname, 'answers.py');
  const options = {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: 'pipe',
  } as const;
  answers = JSON.parse(execFileSync('/usr/bin/python3', [script], options)) as readonly Answer[];
}, patience);

afterAll(() => rmSync(folder, { recursive: true }), patience);

function load({ folder: base, sources }: Case): Promise<Inventory> {
  const paths = sources.map((source) => (source.includes(',') ? source : join(base, source)));
  return loadInventory(paths, join(base, 'play'), files, () =>
    Promise.reject(new Error('nothing is encrypted')),
  );
}

/** As it is printed. */
function listed(inventory: Inventory): Json {
  return JSON.parse(JSON.stringify(listInventory(inventory, givenBy(inventory)))) as Json;
}

/** null where we say that it is a mistake. */
function hostsOf(inventory: Inventory, { hosts, limit }: Case['patterns'][number]): readonly string[] | null {
  try {
    const limited = limit === null ? undefined : limitedHosts(inventory, limit, files);
    return selectHosts(inventory, hosts).filter((host) => limited?.has(host) ?? true);
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}

describe('inventories at random', () => {
  it('are read as Ansible reads them', { timeout: patience }, async () => {
    for (const [index, given] of cases.entries()) {
      const told = answers[index];
      const inventory = await load(given);
      const where = `${given.folder}: -i ${given.sources.join(' -i ')}`;
      expect(told?.error, where).toBeUndefined();
      expect(told?.failed, where).toEqual([]);
      expect(listed(inventory), where).toEqual(told?.list);
      expect(graphInventory(inventory, 'all').join('\n'), where).toBe(told?.graph);
      const groups = [...inventory.groups].map(([name, { members }]) => [name, members] as const);
      expect(Object.fromEntries(groups), where).toEqual(told?.groups);
      const magicOf = magicVariables(inventory);
      for (const host of inventory.hosts.values()) {
        const magic = magicOf(host);
        for (const [name, value] of Object.entries(told?.magic[host.name] ?? {}))
          expect(magic.get(name), `${where} ${host.name} ${name}`).toMatchObject({ value });
      }
    }
  });

  it('give patterns the same hosts in the same order', { timeout: patience }, async () => {
    for (const [index, given] of cases.entries()) {
      const inventory = await load(given);
      const ours = given.patterns.map((pattern) => [pattern, hostsOf(inventory, pattern)] as const);
      const theirs = given.patterns.map(
        (pattern, each) => [pattern, answers[index]?.patterns[each]] as const,
      );
      expect(ours, given.folder).toEqual(theirs);
    }
  });
});

describe('where we differ on purpose', () => {
  const write = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const deviations: readonly (readonly [string, string, string, string])[] = [
    [
      'a pattern that matches nothing is a mistake, not a warning',
      'a.yml',
      'all: { hosts: { h1: } }',
      'h1:nobody',
    ],
    ['a range that counts down is a mistake, not no host', 'b.yml', 'all: { hosts: { "h[3:1]": } }', 'all'],
    [
      'an unknown key in a group is a mistake, not a warning',
      'c.yml',
      'all: { hosts: { h1: }, host: { h2: } }',
      'all',
    ],
    ['a key that stands twice is a mistake, not a warning', 'd.yml', 'all: { hosts: { h1: , h1: } }', 'all'],
    ['a file that cannot be read is a mistake, not left out', 'e.yml', 'all: { hosts: [h1] }', 'all'],
    [
      'a variable alone is a mistake, not one without a value',
      'f.yml',
      'all: { vars: v1, hosts: { h1: } }',
      'all',
    ],
  ];

  it.each(deviations)('%s', async (_, name, text, pattern) => {
    const file = write(name, text);
    const theirs = execFileSync('ansible', ['-i', file, pattern, '--list-hosts'], {
      stdio: 'pipe',
      encoding: 'utf8',
    });
    expect(theirs).toContain('hosts (');
    const ours = async () => selectHosts(await load({ folder, sources: [name], patterns: [] }), pattern);
    await expect(ours()).rejects.toThrow(ProblemError);
  });

  it('values that no JSON number or text holds stay text: sets, complex numbers, dates, `=`', async () => {
    const file = write(
      'g.yml',
      'all: { hosts: { h1: { a: 2020-01-01t10:00:00z, b: "=" , c: .inf, d: 12345678901234567890 } } }',
    );
    const inventory = await loadInventory([file], undefined, files, () => Promise.reject(new Error()));
    const host = inventory.hosts.get('h1');
    expect(host && hostVariables(host.levels)).toEqual({
      a: '2020-01-01t10:00:00z',
      b: '=',
      c: '.inf',
      d: '12345678901234567890',
    });
  });
});

describe('the command lines of Ansible', () => {
  it('answer as its code does, but for the order that hangs on addresses in memory', async () => {
    for (const given of cases.slice(0, 4)) {
      const inventory = await load(given);
      const words = given.sources.flatMap((source) => ['-i', source]);
      const options = { cwd: given.folder, encoding: 'utf8', stdio: 'pipe' } as const;
      const theirs = JSON.parse(
        execFileSync('ansible-inventory', [...words, '--list', '--playbook-dir', 'play'], options),
      ) as Json;
      // Its JSON wraps what has the tag !unsafe.
      const unwrapped = JSON.parse(JSON.stringify(theirs), (_, value: Json) =>
        isJsonObject(value) && '__ansible_unsafe' in value ? value.__ansible_unsafe : value,
      ) as Json;
      expect(listed(inventory)).toEqual(unwrapped);
      const hosts = execFileSync('ansible', [...words, 'all', '--list-hosts'], options);
      const names = hosts
        .split('\n')
        .slice(1)
        .flatMap((line) => line.trim() || []);
      expect([...selectHosts(inventory, 'all')].sort()).toEqual(names.sort());
    }
  }, 120_000);
});
