// `hostwright validate`: the mistakes of all files at once, no host touched, for people and for programs.

import { expect, it } from 'vitest';
import { runHere } from './here.js';
import { useFolders } from './hostwright.js';

const folderWith = useFolders();

const inventory =
  'all:\n  hosts:\n    h1: { ansible_host: 127.0.0.1, port: 80 }\n    h2: { ansible_port: 22 }\n';
const site = '# Web\n---\n- hosts: all\n  tasks:\n    - debug: "{{ port }}"\n';

it.concurrent.for([
  ['a playbook alone: variables are not known', { 'site.yml': site }, ['site.yml'], ''],
  ['an inventory alone', { 'hosts.yml': inventory }, ['hosts.yml'], ''],
  [
    'a playbook with its inventory: what one host lacks',
    { 'site.yml': site, 'hosts.yml': inventory },
    ['site.yml', 'hosts.yml'],
    'site.yml:5:18: unknown variable "port"',
  ],
  [
    'the same by -i',
    { 'site.yml': site, 'hosts.yml': inventory },
    ['-i', 'hosts.yml', 'site.yml'],
    'site.yml:5:18: unknown variable "port"',
  ],
  [
    'a port that is none',
    { 'hosts.yml': inventory.replace('22', 'ssh') },
    ['hosts.yml'],
    'hosts.yml:4:25: ansible_port:',
  ],
  ['a file that is not there', {}, ['site.yml'], 'cannot read site.yml'],
] as const)('%s', async ([_what, files, words, said], { expect: expectHere }) => {
  const folder = folderWith(files);
  const { code, stdout, stderr } = await runHere(folder, ['validate', ...words]);
  expectHere({ code, stderr }).toEqual({ code: said === '' ? 0 : 3, stderr: expect.stringContaining(said) });
  expectHere(stdout).toBe(said === '' ? `no problems in ${words.join(', ')}\n` : '');
});

it('tells the mistakes of all files together, each once, sorted, with two syntax errors in two files', async () => {
  const folder = folderWith({
    'a.yml': '- hosts: all\n  taks: []\n  tasks:\n    - aptt: nginx\n',
    'b.yml': '- hosts: [\n',
    'hosts.yml': 'all:\n  host: {}\n',
    'more.yml': 'all:\n\thosts: {}\n',
  });
  const { code, stdout, stderr } = await runHere(folder, [
    'validate',
    'more.yml',
    'b.yml',
    'a.yml',
    'hosts.yml',
  ]);
  const places = [...stderr.matchAll(/^(\S+:\d+:\d+): /gm)].map(([, place]) => place);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(places).toEqual(['a.yml:2:3', 'a.yml:4:7', 'b.yml:2:1', 'hosts.yml:2:3', 'more.yml:2:1']);
  expect(stderr).toContain('5 problems');
});

it('prints one JSON object a line for programs', async () => {
  const folder = folderWith({ 'a.yml': '- hosts: all\n  taks: []\n' });
  const { code, stdout, stderr } = await runHere(folder, ['validate', 'a.yml', 'gone.yml', '-o', 'json']);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
  expect(lines).toEqual([
    { type: 'problem', message: expect.stringContaining('gone.yml') },
    {
      type: 'problem',
      message: 'unknown key "taks" in a play',
      place: { file: 'a.yml', line: 2, column: 3 },
      advice: 'did you mean "tasks"?',
    },
  ]);
});

// Each is refused by `plan` and `apply` anyway.
it.each([
  ['rpc.example.org/ws', 'leave out /ws'],
  ['*.example.org', 'a client can ask for none with * in it'],
  ['my_node.example.org', 'no authority issues a certificate for one with _ in it'],
  ['rpc.münchen.de', 'write rpc.xn--mnchen-3ya.de'],
])('the domain %s is judged in words of its own', async (domain, words) => {
  const folder = folderWith({
    'site.yml': '- import_playbook: secure-websocket.yml\n',
    'hosts.yml': `all:\n  hosts:\n    h1: { ansible_host: 127.0.0.1, domain: "${domain}" }\n`,
  });
  const { code, stderr } = await runHere(folder, ['validate', '-i', 'hosts.yml', 'site.yml']);
  expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining(words) });
});
