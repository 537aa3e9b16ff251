// Whoever cannot connect is told which lines of his own files led there.

import { expect, it } from 'vitest';
import { runHere } from './here.js';
import { useFolders } from './hostwright.js';

const folderWith = useFolders();

const inventory = 'all:\n  hosts:\n    h1: { ansible_host: 127.0.0.1 }\n';
const closed = 'ansible_port: 1\n';

it.each<[string, Readonly<Record<string, string>>, readonly string[], string]>([
  [
    'in the inventory and beside it',
    { 'host_vars/h1.yml': closed },
    [],
    'Set by ansible_host at inventory.yml:3:25, ansible_port at host_vars/h1.yml:1:15.',
  ],
  [
    'on the command line',
    {},
    ['-e', 'ansible_port=1', '-e', 'ansible_user=ada'],
    'Set by ansible_host at inventory.yml:3:25, ansible_port at --extra-vars:1:14, ansible_user at --extra-vars:1:14.',
  ],
  [
    'under a name that is for something else',
    { 'group_vars/all.yml': 'node: x\nport: 1\n' },
    [],
    'Set by ansible_host at inventory.yml:3:25, port at group_vars/all.yml:2:7.',
  ],
  [
    'in the play',
    {
      'site.yml':
        '- hosts: all\n  vars: { ansible_port: 1 }\n  tasks: [{ command: { argv: ["true"] } }]\n- hosts: all\n  vars: { ansible_port: 1 }\n  tasks: []\n',
    },
    [],
    'Set by ansible_host at inventory.yml:3:25, ansible_port at site.yml:2:25.',
  ],
])('lines %s', async (_, files, words, said) => {
  const site = '- hosts: all\n  tasks: [{ command: { argv: ["true"] } }]\n';
  const folder = folderWith({ 'inventory.yml': inventory, 'site.yml': site, ...files });
  const { code, stdout } = await runHere(folder, ['plan', 'site.yml', '-o', 'lines', ...words]);
  expect(code).toBe(4);
  expect(stdout.replace(/\s+/g, ' ')).toContain(`Is sshd running there, and on this port? ${said}`);
});

it('nothing is said of lines that there are not', async () => {
  const folder = folderWith({ 'inventory.yml': 'all: { hosts: { no-such.invalid: } }\n' });
  const { stdout, stderr } = await runHere(folder, ['exec', 'all', '--', 'true']);
  expect(stdout + stderr).toContain('no-such.invalid');
  expect(stdout + stderr).not.toContain('Set by');
});
