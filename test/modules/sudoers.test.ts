// What sudoers writes, and mistakes in it. Beside Ansible's: test/modules/judge/collections.test.ts.

import { expect, it } from 'vitest';
import { modulesByName } from '../../src/modules/index.js';
import { parsePlaybook } from '../../src/playbook/parse.js';
import { verdictOf } from './ask_module.js';

const nothing = {
  kind: 'nothing',
  mode: null,
  owner: null,
  group: null,
  target: null,
  above: { parent: '/etc/sudoers.d', nearest: '/etc/sudoers.d', isDirectory: true, closedTo: null },
  knowsOwner: true,
  knowsGroup: true,
  content: null,
  text: undefined,
  hasVisudo: true,
};
const rule = { name: 'r', user: 'ann', commands: '/bin/ls' };

it.each([
  [{}, 'ann ALL=NOPASSWD: /bin/ls\n'],
  [{ nopassword: false }, 'ann ALL= /bin/ls\n'],
  [
    { runas: 'bob:adm', noexec: true, setenv: true, host: 'web' },
    'ann web=(bob:adm)NOEXEC:NOPASSWD:SETENV: /bin/ls\n',
  ],
  [
    { user: undefined, group: 'ops', commands: ['/bin/a b', '/bin/c'] },
    '%ops ALL=NOPASSWD: /bin/a b, /bin/c\n',
  ],
])('%j', (more, text) => {
  const verdict = verdictOf('sudoers', { ...rule, ...more }, nothing);
  expect(verdict).toMatchObject({
    steps: [
      {
        kind: 'put',
        path: '/etc/sudoers.d/r',
        mode: '0440',
        owner: 'root',
        validate: expect.arrayContaining(['%s']),
      },
    ],
  });
  const [step] = verdict?.kind === 'change' ? verdict.steps : [];
  expect(step?.kind === 'put' && Buffer.from(step.content).toString()).toBe(text);
});

it.each([
  ['detect', undefined],
  ['absent', undefined],
])('validation: %s does without visudo', (validation, validate) => {
  const verdict = verdictOf('sudoers', { ...rule, validation }, { ...nothing, hasVisudo: false });
  expect(verdict).toMatchObject({ kind: 'change', steps: [{ validate }] });
});

it('validation: required needs visudo', () => {
  const wanted = { ...rule, validation: 'required' };
  expect(verdictOf('sudoers', wanted, { ...nothing, hasVisudo: false })).toMatchObject({
    why: 'this host has no visudo: install the package sudo, or leave validation out',
  });
});

const read = (task: string) => parsePlaybook(`- hosts: all\n  tasks:\n    - ${task}`, 'p', modulesByName);

it.each([
  [
    'sudoers: { name: a.b, user: u, commands: ALL }',
    '3:24: name: expected a name without . / ~ and spaces: sudo reads no file named so',
  ],
  ['sudoers: { name: a, user: u }', '3:16: commands: state: present needs the commands'],
  ['sudoers: { name: a, commands: ALL }', '3:16: user: who may: write user or group'],
  [
    'sudoers: { name: a, user: u, group: g, commands: ALL }',
    '3:43: group: user and group together are two answers to one question: write one of them',
  ],
  [
    'sudoers: { name: a, user: "u ALL=(ALL) ALL", commands: ALL }',
    '3:33: user: expected the name of a user, without spaces',
  ],
  ['sudoers: { name: a, user: u, commands: "ALL\\nb ALL=ALL" }', '3:46: commands.0: expected one line'],
  [
    'sudoers: { name: a, user: u, runas: "(b)", commands: ALL }',
    '3:43: runas: expected an account, or user:group',
  ],
  ['sudoers: { name: a, user: u, commands: ALL, validation: maybe }', '3:63: validation: expected one of'],
])('%s is refused', (task, message) => {
  expect(() => read(task)).toThrow(message);
});
