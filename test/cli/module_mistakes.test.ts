// A mistake of each kind in each module: the place, what is wrong and what to write, word for word. The transcripts stand in
// golden/modules. Most mistakes are made of the module's own description; those of several parameters are written here.

import { dump } from 'js-yaml';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Module } from '../../src/module.js';
import { modules } from '../../src/modules/index.js';
import { runHere } from './here.js';
import { useFolders } from './hostwright.js';

type Properties = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a module refuses though each parameter by itself is right. */
const againstEachOther: Readonly<Record<string, readonly unknown[]>> = {
  file: [
    { path: '/a', src: '/b' },
    { path: '/a', state: 'link' },
    { path: '/a', state: 'file', recurse: true },
  ],
  copy: [{ dest: '/a' }, { dest: '/a', tree: 'b' }],
  lineinfile: [
    { path: '/a' },
    { path: '/a', line: 'b', regexp: 'c', search_string: 'd' },
    { path: '/a', line: 'b', insertafter: 'c', insertbefore: 'd' },
    { path: '/a', line: 'b', backrefs: true },
    { path: '/a', line: 'b', regexp: '(' },
  ],
  blockinfile: [{ path: '/a', block: 'b', insertafter: 'c', insertbefore: 'd' }],
  replace: [{ path: '/a', regexp: '[' }],
  ini_file: [
    { path: '/a', section: 'b', option: 'c', value: 'd', values: ['e'] },
    { path: '/a', section: 'b', value: 'd' },
    { path: '/a', section: 'b', option: 'c' },
  ],
  unarchive: [{ src: '/a.tar', dest: '/b', include: ['c'], exclude: ['d'] }],
  user: [
    { name: 'a', append: true },
    { name: 'a', password: 'no hash' },
  ],
  known_hosts: [{ name: 'a' }],
  sudoers: [{ name: 'a', user: 'b' }, { name: 'a', user: 'b', group: 'c', commands: 'ALL' }, { name: 'a.b' }],
  uri: [{ url: 'http://127.0.0.1', body: { a: 1 } }, { url: 'ftp://127.0.0.1' }],
  get_url: [
    { url: 'file:///a', dest: '/b' },
    { url: 'http://127.0.0.1/a', dest: '/b', checksum: 'sha256' },
  ],
  wait_for: [{ port: 22, path: '/a' }, { state: 'drained' }, { port: 22, exclude_hosts: ['h'] }],
  command: [{ cmd: 'a', argv: ['b'] }, {}],
  debug: [{ msg: 'a', var: 'b' }],
  connection_cap: [{ state: 'present' }],
  set_fact: ['one=1', { 'no-name': 1 }],
};

const folderWith = useFolders();
const inventory = 'all:\n  hosts: { h1: { ansible_host: 192.0.2.1 } }\n';

it.each(modules.map((module) => ({ name: module.name, module })))('$name', async ({ name, module }) => {
  const tasks = mistakesOf(module).map((args) => ({ [name]: args }));
  expect(tasks).not.toEqual([]);
  const site = dump([{ hosts: 'all', tasks }], { flowLevel: 4, lineWidth: -1 });
  const folder = folderWith({ 'inventory.yml': inventory, 'site.yml': site });
  const { code, stdout, stderr } = await runHere(folder, ['validate', 'site.yml']);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  for (const [at] of tasks.entries())
    expect(stderr, `task ${at + 1} is told`).toContain(`site.yml:${at + 3}:`);
  await expect(`${site}==\n${stderr}`).toMatchFileSnapshot(`golden/modules/${name}.txt`);
});

it.each([
  ['copy', 'content: src and content together are two answers to one question: write one of them'],
  ['template', 'unknown parameter "content" of template'],
  ['unarchive', 'unknown parameter "content" of unarchive'],
])('%s: what src brings is not written beside it, whether src is there or not', async (name, message) => {
  for (const src of ['site.yml', 'none']) {
    const site = dump([{ hosts: 'all', tasks: [{ [name]: { src, content: 'c', dest: '/a' } }] }]);
    const folder = folderWith({ 'inventory.yml': inventory, 'site.yml': site });
    const { code, stderr } = await runHere(folder, ['validate', 'site.yml', '-i', 'inventory.yml']);
    expect([code, stderr]).toEqual([3, expect.stringContaining(message)]);
    expect(stderr).not.toMatch(/ has .*\bcontent\b.*dest|did you mean "content"/);
  }
});

/** Parameters that cannot be: unknown, missing, of a wrong type, none of the choices, and against each other. */
function mistakesOf({ params, name }: Module): readonly unknown[] {
  const schema = z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' });
  const properties = Object.entries((schema.properties ?? {}) as Properties);
  const takesNoMap = properties.find(([, one]) => /"type":/.test(JSON.stringify(one)) && !takesMap(one));
  const choice = properties.find(([, one]) => one.enum !== undefined);
  return [
    ...(schema.additionalProperties === false ? [{ no_such_parameter: 1 }] : []),
    ...(schema.required ? [{}] : []),
    ...(takesNoMap ? [{ [takesNoMap[0]]: { a: 'map' } }] : []),
    ...(choice ? [{ [choice[0]]: 'none of them' }] : []),
    ...(againstEachOther[name] ?? []),
  ];
}

function takesMap(schema: Properties[string]): boolean {
  return JSON.stringify(schema).includes('"type":"object"');
}
