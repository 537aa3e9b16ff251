// Files and values of Ansible Vault in a run, opened by a file with the password, by a program, or not at all.

import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runHere } from './here.js';
import { useFolders } from './hostwright.js';

const folderWith = useFolders();
const golden = (name: string) => readFileSync(new URL(`../secrets/golden/${name}`, import.meta.url), 'utf8');
const value = golden('whole-1.1.yml').replace(/^/gm, '          ').trimEnd();

/** A playbook that reads one variable: in the clear, of Ansible Vault, or from a file of Ansible Vault. */
function project(variable: 'open' | 'single' | 'db_password'): string {
  const folder = folderWith({
    'site.yml': `- hosts: all
  gather_facts: false
  vars_files: [${variable === 'db_password' ? 'vars.yml' : ''}]
  vars:
    open: "db_password: hunter2"
    single: !vault |
${value}
  tasks:
    - debug: { var: ${variable} }
    - copy: { dest: /nowhere, src: "{{ ${variable} }}" }
      when: size(${variable}) == 0
    - assert: { that: "${variable}.startsWith('db_password: hunter2')" }
`,
    'inventory.yml': 'all: { hosts: { h1: { ansible_connection: local } } }\n',
    'vars.yml': golden('whole-1.2.yml'),
    password: 'vault-pässword\n',
    other: '#!/bin/sh\necho other-password\n',
    wrong: 'wrong\n',
  });
  chmodSync(join(folder, 'other'), 0o700);
  return folder;
}

const plan = (folder: string, ...words: readonly string[]) => runHere(folder, ['plan', 'site.yml', ...words]);

describe('a single value', () => {
  it('is opened by the password in a file', async () => {
    const { code, stdout, stderr } = await plan(project('single'), '--vault-password-file', 'password');
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain('hunter2');
  });

  it('is opened by one of several passwords', async () => {
    const files = ['wrong', 'other', 'password'].flatMap((file) => ['--vault-password-file', file]);
    expect((await plan(project('single'), ...files)).code).toBe(0);
  });

  it.each([
    ['a label and a file', 'dev@password'],
    ['a file alone', 'password'],
    ['no label', '@password'],
    ['a program that has several', 'dev@keys-client.sh'],
  ])('is opened by a --vault-id: %s', async (_, id) => {
    const folder = project('single');
    const program = '#!/bin/sh\n[ "$*" = "--vault-id dev" ] && cat password\n';
    writeFileSync(join(folder, 'keys-client.sh'), program, { mode: 0o700 });
    expect((await plan(folder, '--vault-id', 'other@wrong', '--vault-id', id)).code).toBe(0);
  });

  it('that nobody can open stops no run that does not read it', async () => {
    expect((await plan(project('open'))).code).toBe(0);
  });

  it.each([
    [[], 'this is encrypted, and nobody gave its Vault password'],
    [['--vault-password-file', 'wrong'], 'this is encrypted, and no Vault password that was given opens it'],
    [
      ['--vault-password-file', 'no'],
      'this is encrypted: the Vault password file no cannot be used (ENOENT)',
    ],
    [['--vault-id', 'dev@no'], 'this is encrypted: the Vault password file no cannot be used (ENOENT)'],
    [
      ['--vault-id', 'dev@prompt'],
      'this is encrypted: --vault-id dev@prompt: there is no terminal to ask at',
    ],
  ])('that is read and stays closed is a mistake at its place: %j', async (words, said) => {
    const { code, stderr } = await plan(project('single'), ...words);
    expect(code).toBe(3);
    expect(stderr.split('\n', 1)).toEqual([`site.yml:7:11: ${said}`]);
  });
});

describe('a file of variables', () => {
  it('that stays closed is a mistake, with the other mistakes', async () => {
    const { code, stderr } = await plan(project('db_password'));
    expect(code).toBe(3);
    expect(stderr).toMatch(/^vars.yml:1:1: this is encrypted, and nobody gave its Vault password$/m);
  });

  it('is opened by a program that prints the password; its texts are templates', async () => {
    const { code, stderr } = await plan(project('db_password'), '--vault-password-file', 'other');
    expect(code).toBe(3);
    expect(stderr).toMatch(/^vars.yml:1:\d+: an encrypted text has a mistake in its template$/m);
    expect(stderr).not.toContain('hunter2');
  });
});
