// `hostwright init`: what it writes is right as it is and as its comments say, and what is there stays.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startingFiles, startingPlaybook } from '../../src/project/starting_files.js';
import { runHere } from './here.js';
import { root, useFolders } from './hostwright.js';

const folderWith = useFolders();
const names = startingFiles().map(({ name }) => name);
const validate = ['validate', 'site.yml', 'inventory.yml'];

async function started(): Promise<string> {
  const folder = folderWith({});
  expect(await runHere(folder, ['init'])).toMatchObject({ code: 0, stderr: '' });
  return folder;
}

it('writes files that are right, and says which commands come next', async () => {
  const folder = folderWith({});
  const { stdout } = await runHere(folder, ['init', 'my/hosts']);
  expect(stdout).toBe(`Written, in my/hosts:
  inventory.yml       your hosts, and how they are reached
  group_vars/all.yml  what holds for all of them
  site.yml            the playbook: what they shall be like
  .gitignore          what version control shall leave out

Next, in my/hosts:
  name your hosts in inventory.yml, set what they have in common in group_vars/all.yml
  hostwright validate site.yml inventory.yml   # any mistakes? no host is touched
  hostwright plan site.yml --diff              # what would change? nothing is touched
  hostwright apply site.yml                    # make it so, and prove it
`);
  expect(stdout.split('\n').filter((line) => line.length > 88)).toEqual([]);
  expect(names.filter((name) => !existsSync(join(folder, 'my/hosts', name)))).toEqual([]);
  expect(await runHere(join(folder, 'my/hosts'), validate)).toEqual({
    code: 0,
    stderr: '',
    stdout: 'no problems in site.yml, inventory.yml\n',
  });
});

it('has the shipped playbook done to the hosts, with the settings of both', async () => {
  const folder = await started();
  const listed = await runHere(folder, ['plan', 'site.yml', '--list-hosts']);
  expect(listed.stdout).toContain('rpc1\n');
  expect(listed.stdout).toContain('rpc2\n');
  const host = await runHere(folder, ['inventory', '--host', 'rpc2']);
  expect(JSON.parse(host.stdout)).toEqual({
    ansible_host: '192.0.2.12',
    ansible_user: 'admin',
    proxy: 'apache2',
  });
});

it('finds a shipped playbook by its name, and one of the folder before it', async () => {
  const folder = await started();
  const listTasks = async () =>
    (await runHere(folder, ['plan', 'rehearse-renewal.yml', '--list-tasks'])).stdout;
  expect(await listTasks()).toContain('A renewal succeeds');
  writeFileSync(join(folder, 'rehearse-renewal.yml'), '- { hosts: all, tasks: [{ name: own, meta: noop }] }');
  expect(await listTasks()).not.toContain('A renewal succeeds');
});

it('describes every setting of the example, each beside the value that it has without it', async () => {
  const settings = (text: string) => [...text.matchAll(/^ *# ([a-z_]+): /gm)].map(([, name]) => name);
  const example = readFileSync(join(root, 'inventory.example.yml'), 'utf8');
  const folder = await started();
  const all = settings(readFileSync(join(folder, 'group_vars/all.yml'), 'utf8'));
  expect(all).toContain('acme_email');
  expect(all).toEqual(settings(example));
});

it('is right with what its comments offer, too', async () => {
  const folder = await started();
  for (const [name, offered] of [
    ['site.yml', /^# (?=- name| {2})/gm],
    ['inventory.yml', /(?<=^ +)# (?=rpc-|children:| {2})/gm],
  ] as const) {
    const text = readFileSync(join(folder, name), 'utf8');
    const [head = ''] = /^(#.*\n)+/.exec(text) ?? [];
    writeFileSync(join(folder, name), `${head}${text.slice(head.length).replaceAll(offered, '')}`);
  }
  expect(await runHere(folder, validate)).toMatchObject({ code: 0, stderr: '' });
  const graph = await runHere(folder, ['inventory', '--graph']);
  expect(graph.stdout).toContain('@kusama:');
  expect(graph.stdout).toContain('rpc-50.example.org');
  const tasks = await runHere(folder, ['plan', 'site.yml', '--list-tasks']);
  expect(tasks.stdout).toContain('security updates install themselves');
});

it.each(names)('writes nothing where there is %s', async (name) => {
  const folder = folderWith({ [name]: 'mine' });
  const { code, stdout, stderr } = await runHere(folder, ['init']);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toContain(`${name} is there already, and nothing is overwritten`);
  expect(readFileSync(join(folder, name), 'utf8')).toBe('mine');
  expect(names.filter((each) => existsSync(join(folder, each)))).toEqual([name]);
});

it.each([
  ['a file', (folder: string) => writeFileSync(join(folder, 'here'), ''), 'here'],
  ['a folder in which one of them cannot be', aFileInTheWay, 'here'],
])('writes nothing into %s, and says why', async (_, prepare, name) => {
  const folder = folderWith({});
  prepare(folder);
  const before = readdirSync(folder, { recursive: true });
  const { code, stdout, stderr } = await runHere(folder, ['init', name]);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toContain('cannot write here/');
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
});

/** The first file can be written, the second cannot. */
function aFileInTheWay(folder: string): void {
  mkdirSync(join(folder, 'here'));
  writeFileSync(join(folder, 'here/group_vars'), '');
}

it('names the files that were asked for in the comments of the playbook', () => {
  expect(startingPlaybook('rpc.yml', 'fleet.yml').split('\n').slice(0, 6)).toEqual([
    '# What the hosts of fleet.yml shall be like. In this folder:',
    '#',
    '#   hostwright plan rpc.yml -i fleet.yml --diff     what would change; nothing is touched',
    '#   hostwright apply rpc.yml -i fleet.yml           make it so, and prove it',
    '#   hostwright plan rpc.yml -i fleet.yml            any time later: what drifted?',
    '#   hostwright verify rpc.yml -i fleet.yml          prove it again, from here; logs in nowhere',
  ]);
});
