// Files that are encrypted on this machine and copied to a host: they arrive open, and nobody else sees them.

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encryptAge, makeIdentity } from '../../src/secrets/age.js';
import { useProgram, waitingForLock } from './hostwright.js';
import { useOwnState } from './own_state.js';

const program = useProgram(useOwnState());
const me = await makeIdentity();
const canary = `canary-${randomBytes(8).toString('hex')}`;
const lockedFor = (recipient: string, plain: string | Buffer) =>
  encryptAge(Buffer.from(plain), { kind: 'recipients', recipients: [recipient] });
const vault = (name: string) => readFileSync(new URL(`../secrets/golden/${name}`, import.meta.url), 'utf8');

async function project(tasks: string) {
  const stranger = await makeIdentity();
  const folder = program.folderWith({
    'inventory.yml': 'all: { hosts: { here: { ansible_connection: local } } }\n',
    id: `${me.identity}\n`,
    word: 'vault-pässword\n',
    'key.age': await lockedFor(me.recipient, `${canary} {{ not.a.template }}\n`),
    'binary.age': await lockedFor(me.recipient, Buffer.from([0, 255, 254, 10])),
    'broken.hbs': await lockedFor(me.recipient, `${canary} {{ nobody }}\n`),
    'text.hbs': await lockedFor(me.recipient, `${canary} {{ inventory_hostname }}\n`),
    'strange.age': await lockedFor(stranger.recipient, canary),
    'file.vault': vault('bin.vault'),
  });
  const site = tasks.replaceAll('OUT', folder);
  const run = async (verb: string, ...words: readonly string[]) => {
    const all = [
      'site.yml',
      '--identity',
      'id',
      '--vault-password-file',
      'word',
      '--diff',
      '--output',
      'json',
    ];
    const ran = await program.run(folder, [verb, ...all, ...waitingForLock(verb), ...words]);
    expect(ran.stdout + ran.stderr).not.toContain(canary);
    return ran;
  };
  writeFileSync(join(folder, 'site.yml'), `- hosts: all\n  tasks:\n${site}`);
  return { run, at: (name: string) => join(folder, name) };
}

describe('an encrypted file', () => {
  it('arrives open, whoever encrypted it, however it is named, with the mode that was asked for', async () => {
    const { run, at } = await project(`
    - copy: { src: key.age, dest: OUT/plain, mode: "0600" }
    - copy: { src: binary.age, dest: OUT/binary, mode: "0640" }
      when: ansible_facts.os_family != "none"
    - copy: { src: file.vault, dest: OUT/vault }
    - copy: { src: "{{ item }}.age", dest: "OUT/{{ item }}.out", mode: "0400" }
      loop: [key, binary]
    - template: { src: text.hbs, dest: OUT/text, mode: "0600" }
    - copy: { src: key.age, dest: OUT/still, decrypt: no }
`);
    const plan = await run('plan');
    expect(plan.code, plan.stdout + plan.stderr).toBe(2);
    const { code, stdout, stderr } = await run('apply');
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    const read = (name: string) => readFileSync(at(name));
    expect(read('plain').toString()).toBe(`${canary} {{ not.a.template }}\n`);
    expect(read('binary')).toEqual(Buffer.from([0, 255, 254, 10]));
    expect(read('vault')).toEqual(readFileSync(new URL('../secrets/golden/bin.plain', import.meta.url)));
    expect([read('key.out'), read('binary.out')]).toEqual([read('plain'), read('binary')]);
    expect(read('text').toString()).toBe(`${canary} here\n`);
    expect(read('still')).toEqual(read('key.age'));
    const modeOf = (name: string) => (statSync(at(name)).mode & 0o777).toString(8);
    expect(['plain', 'binary', 'key.out'].map(modeOf)).toEqual(['600', '640', '400']);
    expect((await run('plan')).code).toBe(0);
  });

  it.each([
    ['copy: { src: strange.age, dest: OUT/x }', 'this is encrypted, and not for an identity in id'],
    ['template: { src: broken.hbs, dest: OUT/x }', 'an encrypted template has a mistake here'],
    ['debug: { msg: "{{file \'key.age\'}}" }', 'nothing told before the run that it is needed'],
  ])('that cannot be used stops the run before it begins: %s', async (task, message) => {
    const { run, at } = await project(`    - ${task}\n`);
    const { code, stderr } = await run('apply');
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining(message) });
    expect(existsSync(at('x'))).toBe(false);
  });

  it('whose name only the host knows fails its task, and says what to do', async () => {
    const { run } = await project(`
    - { command: echo key, register: told, changed_when: false }
    - copy: { src: "{{ told.stdout }}.age", dest: OUT/x }
`);
    const { code, stdout } = await run('apply');
    expect(code).toBe(1);
    expect(stdout).toContain('nothing told before the run that it is needed');
  });
});

describe('an encrypted file that the playbook is made of', () => {
  const files: Readonly<Record<string, string>> = {
    'roles/r/tasks/main.yml':
      '- { name: role, copy: { content: "{{ of_role }}", dest: OUT/role, mode: "0600" } }\n',
    'roles/r/vars/main.yml': `of_role: ${canary}\n`,
    'imported.yml': '- { name: imported, debug: hello }\n',
    'on-linux.yml':
      '- { name: included, copy: { content: "{{ of_file }}", dest: OUT/file, mode: "0600" } }\n',
    'vars/linux.yml': `of_file: ${canary}\n`,
  };

  async function made(sealed: readonly string[]) {
    const { run, at } = await project(`
    - import_role: { name: r }
    - import_tasks: imported.yml
    - { include_vars: "{{ system }}.yml", vars: { system: linux } }
    - { include_tasks: "on-{{ system }}.yml", vars: { system: linux } }
`);
    for (const [name, text] of Object.entries(files)) {
      const plain = text.replaceAll('OUT', at('.'));
      mkdirSync(dirname(at(name)), { recursive: true });
      writeFileSync(at(name), sealed.includes(name) ? await lockedFor(me.recipient, plain) : plain);
    }
    return { run, at };
  }

  it('may hold variables of a role, and such as a host includes', async () => {
    const { run, at } = await made(['roles/r/vars/main.yml', 'vars/linux.yml']);
    const { code, stdout, stderr } = await run('apply');
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    expect(['role', 'file'].map((name) => readFileSync(at(name), 'utf8'))).toEqual([canary, canary]);
  });

  it.each(['roles/r/tasks/main.yml', 'imported.yml', 'on-linux.yml'])(
    '%s cannot hold tasks',
    async (name) => {
      const { run } = await made(['roles/r/vars/main.yml', 'vars/linux.yml', name]);
      const { code, stderr } = await run('apply');
      expect(code).toBe(3);
      expect(stderr).toContain(
        `${name}:1:1: plays, tasks and what a role needs cannot be encrypted as a whole`,
      );
    },
  );
});
