// The files that setup writes, before and after they are on disk.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openPages } from '../../src/setup/pages.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostwright-pages-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const open = (playbook = 'site.yml') => openPages([at('inventory.yml')], at(playbook));
const hosts = () => parse(readFileSync(at('inventory.yml'), 'utf8')).all.hosts;

const entry = new Map([
  ['domain', 'rpc1.example.org'],
  ['proxy', null],
]);

it('keeps what others wrote into the inventory meanwhile', () => {
  writeFileSync(at('inventory.yml'), 'all:\n  hosts:\n    rpc1:\n      proxy: nginx\n');
  const [first, second] = [open(), open()];
  first.put('rpc1', entry);
  second.put('rpc2', new Map([['proxy', 'nginx']]));
  expect(first.write()).toEqual([at('inventory.yml'), at('site.yml')]);
  expect(second.write()).toEqual([at('inventory.yml')]);
  expect(hosts()).toEqual({ rpc1: { domain: 'rpc1.example.org' }, rpc2: { proxy: 'nginx' } });
  expect(second.unwritten()).toEqual(new Map());
});

it('says in one sentence that nothing could be written, and keeps what was to be', () => {
  const pages = openPages([at('full/inventory.yml')], at('site.yml'));
  mkdirSync(at('full'));
  pages.put('rpc1', entry);
  const before = pages.unwritten();
  rmSync(at('full'), { recursive: true });
  const told = expect.objectContaining({
    name: 'Refused',
    message: expect.stringMatching(/cannot write .*inventory\.yml: .*\nNothing was done on a host\.$/),
  });
  expect(() => pages.write()).toThrow(told);
  expect(pages.unwritten()).toEqual(before);
});

it('keeps an inventory that somebody made meanwhile', () => {
  const pages = open();
  pages.put('rpc1', entry);
  writeFileSync(at('inventory.yml'), 'all:\n  hosts:\n    db1:\n');
  pages.write();
  expect(hosts()).toEqual({ db1: null, rpc1: { domain: 'rpc1.example.org' } });
});

it.each([
  ['all: [', 'is no inventory in YAML'],
  [undefined, 'was taken away meanwhile'],
])('writes nothing where the inventory has become %j', (text, problem) => {
  writeFileSync(at('inventory.yml'), 'all:\n');
  const pages = open();
  pages.put('rpc1', entry);
  if (text === undefined) rmSync(at('inventory.yml'));
  else writeFileSync(at('inventory.yml'), text);
  expect(() => pages.write()).toThrow(problem);
  expect([...pages.unwritten().keys()]).toContain(at('site.yml'));
});

it('shows what is put into the inventory, and nothing else of it', () => {
  writeFileSync(
    at('inventory.yml'),
    'all:\n  hosts:\n    db1: { ansible_password: canary }\n    rpc1: { proxy: nginx }\n',
  );
  const pages = open();
  pages.put('rpc1', entry);
  expect(pages.shown().get(at('inventory.yml'))).toBe(
    'rpc1:\n  domain: rpc1.example.org\n  # proxy: is taken away\n',
  );
  expect(pages.shown().get(at('site.yml'))).toContain('import_playbook');
});

it('takes a shipped playbook where its name is given, and writes none', () => {
  const pages = openPages([at('inventory.yml')], 'secure-websocket.yml');
  pages.put('rpc1', entry);
  expect([...pages.unwritten().keys()]).toEqual([at('inventory.yml')]);
});

it('writes no playbook that would import itself', () => {
  expect(() => open('secure-websocket.yml')).toThrow(
    'name it otherwise, or take that one: --playbook secure-websocket.yml',
  );
  writeFileSync(at('secure-websocket.yml'), '');
  expect([...open('secure-websocket.yml').unwritten().keys()]).toEqual([]);
});
