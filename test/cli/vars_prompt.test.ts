// Variables that a person is asked for: at a terminal, by -e, by their default, or not at all.

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runHere } from './here.js';
import { useFolders, useProgram } from './hostwright.js';
import { answerAtTerminal } from './terminal.js';

const folderWith = useFolders();
const program = useProgram();

const project = (keys = '') =>
  folderWith({
    'site.yml': `- hosts: all
  gather_facts: false
  vars_prompt:
    - { name: token, prompt: The token of the node, confirm: true${keys} }
    - { name: release, private: false, default: 1.2 }
  tasks:
    - assert: { that: 'release == "1.2" && token == "{{x}} hunter2"' }
    - debug: { var: token }
`,
    'inventory.yml': 'all: { hosts: { h1: { ansible_connection: local } } }\n',
  });

it('asks at a terminal, and what is private is shown nowhere and is no template', async () => {
  const command = `${process.execPath} ${join(program.folder, 'dist/main.js')} plan site.yml`;
  const shown = await answerAtTerminal({
    command,
    cwd: project(),
    env: {},
    answers: {
      'The token of the node:': '{{x}} hunter2',
      'Again, The token of the node:': '{{x}} hunter2',
      'release [1.2]:': '',
    },
  });
  expect(shown).not.toContain('hunter2');
});

it('asks for nothing that -e gives, and takes a default without a terminal', async () => {
  const given = ['-e', `{"token": "\\\\{{x}} hunter2"}`];
  const { code, stdout, stderr } = await runHere(project(), ['plan', 'site.yml', ...given]);
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
});

it('without a terminal, says what to give, with its place', async () => {
  const { code, stderr } = await runHere(project(), ['apply', 'site.yml']);
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr: expect.stringMatching(
      /site\.yml:4:7: "token" is asked for, and there is no terminal to ask at[\s\S]*write -e token=/,
    ) as string,
  });
});

it.each([[['validate', 'site.yml', 'inventory.yml']], [['plan', 'site.yml', '--list-tasks']]])(
  '%j asks nothing',
  async (words) => {
    const { code, stderr } = await runHere(project(), words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  },
);

it.each([
  [', encrypt: sha512_crypt', '"encrypt" is not supported yet'],
  [', private: perhaps', 'expected true or false'],
])('refuses %s', async (keys, message) => {
  const { code, stderr } = await runHere(project(keys), ['validate', 'site.yml']);
  expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining(message) as string });
});
