// Ctrl-C while a command runs with which changes of other tasks went along: the command is let finish, and none of those is made.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventsOf, useProgram, waitingForLock } from './hostwright.js';

const program = useProgram();

const site = (folder: string) => `
- hosts: all
  gather_facts: false
  vars: {here: "${folder}"}
  tasks:
    - {name: a file, copy: {content: x, dest: "{{here}}/first", unsafe_path: allow}}
    - {name: a command, shell: 'echo runs; sleep 2; touch {{here}}/ran'}
    - {name: what goes along, copy: {content: x, dest: "{{here}}/behind", unsafe_path: allow}}
`;

it('begins nothing more', async () => {
  const folder = program.folderWith({
    'inventory.yml': 'all: { hosts: { here: { ansible_connection: local } } }\n',
  });
  const work = program.folderWith({ 'site.yml': site(folder) });
  const words = ['apply', 'site.yml', '-i', join(folder, 'inventory.yml'), '--output', 'json'];
  const run = program.start(work, [...words, ...waitingForLock('apply')]);
  await run.printed('"text":"runs"');
  run.child.kill('SIGINT');
  const ran = await run.ended;
  expect(ran.code).not.toBe(0);
  const outcomes = eventsOf(ran).flatMap((event) => (event.type === 'outcome' ? [event.status] : []));
  expect(outcomes).toEqual(['changed', 'changed']);
  expect(['first', 'ran', 'behind'].map((name) => existsSync(join(folder, name)))).toEqual([
    true,
    true,
    false,
  ]);
});
