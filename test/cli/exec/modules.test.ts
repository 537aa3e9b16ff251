// `exec -m`: the modules that people try first.

import { describe, expect, it } from 'vitest';
import { runHere } from '../here.js';
import { useFolders } from '../hostwright.js';

const folderWith = useFolders();
const inventory = 'all: { hosts: { h1: { ansible_connection: local } } }\n';
/** Other files lock this machine, too. */
const wait = ['--lock-wait', '60'];
const exec = (...words: readonly string[]) =>
  runHere(folderWith({ 'inventory.yml': inventory }), ['exec', 'all', ...wait, ...words]);

describe('exec', () => {
  it.each([
    ['ping', [], /pong/],
    ['ping', ['-a', 'data=hello'], /hello/],
    ['setup', [], /"system": "Linux"/],
    ['setup', ['-a', 'filter=ansible_kernel'], /^\s+setup\s+\{\s+"kernel": "[^"]+"\s+\}$/m],
  ] as const)('-m %s %j answers', async (module, words, said) => {
    const { code, stdout, stderr } = await exec('-m', module, ...words);
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(said);
  });

  it('-m takes the other names of parameters', async () => {
    const { code, stdout } = await exec('-m', 'user', '-a', 'user=root');
    expect({ code }, stdout).toEqual({ code: 0 });
  });

  it('-m setup with a fact that is none says which there are', async () => {
    const { code, stdout } = await exec('-m', 'setup', '-a', 'filter=distro');
    expect(code).toBe(1);
    expect(stdout).toMatch(/no fact is called distro; there are system, nodename/);
  });
});

it('what setup says is the facts of the play from then on, and words of the host: they lead to no other file', async () => {
  const playbook = `- hosts: all
  gather_facts: false
  tasks:
    - setup:
    - debug: { msg: "it is {{ansible_facts.system}}" }
    - copy: { dest: /nowhere/x, src: "../{{ansible_facts.system}}" }
`;
  const folder = folderWith({ 'inventory.yml': inventory, 'site.yml': playbook });
  const { code, stdout } = await runHere(folder, ['apply', 'site.yml', ...wait]);
  expect(code).toBe(1);
  expect(stdout).toContain('it is Linux');
  expect(stdout.replace(/\s+/g, ' ')).toMatch(/what setup saw on h1/);
});
