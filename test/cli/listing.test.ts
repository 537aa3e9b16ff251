// What --list-hosts, --list-tasks and --list-tags print, with --limit, --tags and --start-at-task, touching no host.

import { expect, it } from 'vitest';
import { runHere } from './here.js';
import { useFolders } from './hostwright.js';

const folderWith = useFolders();

const site = `- name: Web
  hosts: web
  tags: web
  tasks:
    - { name: gate, debug: a, tags: always, register: gate }
    - { name: one, debug: b, tags: [first] }
    - name: several
      block:
        - { name: two, debug: c }
        - { name: three, debug: "{{ gate.changed }}" }
    - { name: seldom, debug: d, tags: never }
- hosts: h3
  tasks:
    - { name: four, debug: e, tags: db }
`;
const inventory = 'all: { hosts: { h3: }, children: { web: { hosts: { h1: , h2: } } } }\n';

it.concurrent.for([
  [['--list-hosts'], 'Web (web)\n  h1\n  h2\nh3 (h3)\n  h3\n'],
  [['--list-hosts', '--limit', 'h2'], 'Web (web)\n  h2\nh3 (h3)\n'],
  [
    ['--list-tasks'],
    'Web (web)\n  gate  [web, always]\n  one  [web, first]\n  two  [web]\n  three  [web]\nh3 (h3)\n  four  [db]\n',
  ],
  [['--list-tasks', '--tags', 'first'], 'Web (web)\n  gate  [web, always]\n  one  [web, first]\nh3 (h3)\n'],
  [['--list-tags'], 'Web (web)\n  always\n  first\n  web\nh3 (h3)\n  db\n'],
  // What is always done stays.
  [
    ['--list-tasks', '--start-at-task', 'three'],
    'Web (web)\n  gate  [web, always]\n  three  [web]\nh3 (h3)\n  four  [db]\n',
  ],
  [['--list-tasks', '--start-at-task', 'four'], 'Web (web)\n  gate  [web, always]\nh3 (h3)\n  four  [db]\n'],
] as const)('%j', async ([words, listed]) => {
  const folder = folderWith({ 'site.yml': site, 'inventory.yml': inventory });
  const ran = await runHere(folder, ['apply', 'site.yml', ...words]);
  expect(ran).toEqual({ code: 0, stdout: listed, stderr: '' });
});

it('each member of a list of hosts is a pattern by itself', async () => {
  const text = '- hosts: ["web:!h1", "h3"]\n';
  const folder = folderWith({ 'site.yml': text, 'inventory.yml': inventory });
  const { stdout } = await runHere(folder, ['plan', 'site.yml', '--list-hosts']);
  expect(stdout).toBe('web:!h1,h3 (web:!h1,h3)\n  h2\n  h3\n');
});

it('tells programs all of it, one play a line', async () => {
  const folder = folderWith({ 'site.yml': site, 'inventory.yml': inventory });
  const { stdout } = await runHere(folder, [
    'plan',
    'site.yml',
    '--list-tasks',
    '-o',
    'json',
    '--tags',
    'db',
  ]);
  const plays = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(plays).toHaveLength(2);
  expect(plays[1]).toEqual({
    type: 'play',
    name: 'h3',
    pattern: 'h3',
    hosts: ['h3'],
    tags: ['db'],
    tasks: [{ name: 'four', place: { file: 'site.yml', line: 14, column: 7 }, tags: ['db'] }],
  });
});

it('--start-at-task names a task that there is', async () => {
  const folder = folderWith({ 'site.yml': site, 'inventory.yml': inventory });
  const { code, stderr } = await runHere(folder, ['plan', 'site.yml', '--start-at-task', 'thre']);
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr: '--start-at-task: site.yml has no task "thre"\n  did you mean "three"?\n',
  });
});
