// Folders and archives of the controller in whole runs, on this machine: looked up beside the playbook, sent once, told where they
// are wrong; src of the host is not looked up here.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventsOf, useProgram, waitingForLock } from './hostwright.js';

const program = useProgram();

const inventory = 'all: { hosts: { here: { ansible_connection: local } } }\n';

const site = (folder: string) => `
- hosts: all
  vars: {here: "${folder}"}
  tasks:
    - name: a folder
      copy: {src: conf, dest: "{{here}}/to", unsafe_path: allow}
    - name: what is in it
      copy: {src: conf/, dest: "{{here}}/to2/", unsafe_path: allow}
    - name: a file of the host
      copy: {src: "{{here}}/to/conf/sub/b", dest: "{{here}}/b", remote_src: true, unsafe_path: allow}
    - name: an archive of here
      unarchive: {src: a.tgz, dest: "{{here}}/to2", unsafe_path: allow, list_files: true}
      register: archive
    - name: an archive of the host
      unarchive: {src: "{{here}}/files/a.tgz", dest: "{{here}}/to", remote_src: "{{true}}", unsafe_path: allow}
    - name: its names
      debug: {msg: "{{archive.files.[1]}}"}
`;

it('are sent once, and what differs alone', async () => {
  const folder = program.folderWith({ 'inventory.yml': inventory });
  mkdirSync(join(folder, 'files/conf/sub'), { recursive: true });
  writeFileSync(join(folder, 'files/conf/a'), 'a');
  writeFileSync(join(folder, 'files/conf/sub/b'), 'b');
  const pack = 'mkdir p && echo x >p/x && tar -czf files/a.tgz p';
  execFileSync('sh', ['-c', pack], { cwd: folder });
  writeFileSync(join(folder, 'site.yml'), site(folder));
  const outcomes = async () => {
    const ran = await program.run(folder, [
      'apply',
      'site.yml',
      '-i',
      'inventory.yml',
      '--output',
      'json',
      ...waitingForLock('apply'),
    ]);
    return eventsOf(ran)
      .filter((event) => event.type === 'outcome')
      .map(({ status, message }) => (status === 'failed' ? message : status));
  };
  expect(await outcomes()).toEqual([...Array.from({ length: 5 }, () => 'changed'), 'ok']);
  expect(readFileSync(join(folder, 'to/conf/sub/b'), 'utf8')).toBe('b');
  expect(readFileSync(join(folder, 'to2/sub/b'), 'utf8')).toBe('b');
  expect(readFileSync(join(folder, 'b'), 'utf8')).toBe('b');
  expect([existsSync(join(folder, 'to/p/x')), existsSync(join(folder, 'to2/p/x'))]).toEqual([true, true]);
  expect(await outcomes()).toEqual(Array.from({ length: 6 }, () => 'ok'));
  writeFileSync(join(folder, 'files/conf/a'), 'other');
  expect(await outcomes()).toEqual(['changed', 'changed', 'ok', 'ok', 'ok', 'ok']);
});

it.each([
  ['copy: {src: none/, dest: /srv/x}', 'there is no file "none/"'],
  ['unarchive: {src: none.tgz, dest: /srv/x}', 'there is no file "none.tgz"'],
  ['copy: {src: some, dest: /srv/x, remote_src: true}', 'expected an absolute path, beginning with /'],
  ['copy: {content: x, dest: /srv/x/}', 'expected the name of a file, not of a directory'],
])('%s is refused before a host is touched', async (task, why) => {
  const site = `- hosts: all\n  tasks:\n    - ${task}\n`;
  const folder = program.folderWith({ 'inventory.yml': inventory, 'site.yml': site });
  const { stdout, stderr, code } = await program.run(folder, ['plan', 'site.yml', '-i', 'inventory.yml']);
  expect(code).toBe(3);
  expect(`${stdout}${stderr}`).toContain(why);
  expect(`${stdout}${stderr}`).toMatch(/site\.yml:3:\d+/);
});
