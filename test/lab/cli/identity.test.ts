// Who tasks run as, and whose words are believed: the login user unless `become` says otherwise, and never the host.

import { beforeAll, describe, expect, it } from 'vitest';
import type { TaskOutcome } from '../../../src/event.js';
import { labRun } from '../../../src/lab/index.js';
import { eventsOf, type Ran, useProgram } from '../../cli/hostwright.js';
import { useLab } from '../hosts.js';

const program = useProgram();
const lab = useLab([{ name: 'h1', release: 'trixie' }]);

async function apply(files: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Ran> {
  const folder = program.folderWith(files);
  return program.run(folder, ['apply', 'site.yml', '-i', lab().inventory, ...words]);
}

async function onHost(script: string): Promise<string> {
  return (await labRun(lab(), 'h1', script)).stdout;
}

function outcomesOf(ran: Ran): readonly TaskOutcome[] {
  return eventsOf(ran).filter((event): event is TaskOutcome => event.type === 'outcome');
}

describe('a play with become on some of its tasks', () => {
  const site = `
- hosts: all
  tasks:
    - { name: who logs in, command: id -un, changed_when: false }
    - { name: who is root, command: id -un, changed_when: false, become: true }
    - { name: who serves, command: id -un, changed_when: false, become: true, become_user: daemon }
    - { name: who again, command: id -un, changed_when: false }
    - { copy: { dest: /srv/of-root, content: root }, become: true }
    - { copy: { dest: /tmp/of-login, content: login } }
    - { copy: { dest: /tmp/of-service, content: service }, become: true, become_user: daemon }
    - { name: not allowed, copy: { dest: /srv/of-root, content: login }, ignore_errors: true }
    - { name: not allowed either, shell: echo login >/srv/of-root, ignore_errors: true }
    - { name: nor to the service, shell: echo x >/srv/of-root, become: true, become_user: daemon, ignore_errors: true }
`;
  let ran: Ran;

  beforeAll(async () => {
    ran = await apply({ 'site.yml': site }, '--output', 'json');
  });

  it('runs each task as the one who was asked', () => {
    const whos = outcomesOf(ran).filter(({ task }) => task.name.startsWith('who'));
    const said = whos.map(({ task, output }) => `${task.name}: ${output?.stdout.trim()}`);
    const expected = [
      'who logs in: operator',
      'who is root: root',
      'who serves: daemon',
      'who again: operator',
    ];
    expect({ code: ran.code, said }).toEqual({ code: 0, said: expected });
  });

  it('leaves files with their makers, and what a user may not write as it is', async () => {
    const refused = outcomesOf(ran).filter(({ task }) => task.name.startsWith('no'));
    expect(refused.map(({ status, ignored }) => [status, ignored])).toEqual(Array(3).fill(['failed', true]));
    expect(refused[0]?.message).toContain('operator may not write');
    expect(await onHost('stat -c "%U %n" /srv/of-root /tmp/of-*; cat /srv/of-root')).toBe(
      'root /srv/of-root\noperator /tmp/of-login\ndaemon /tmp/of-service\nroot',
    );
  });
});

describe('what a host says', () => {
  // A template of every dialect, a screen title, colours, and text that runs from right to left.
  const evil =
    '{{ word }} {{{word}}} {{#if word}}x{{/if}} ${word} $(id) `id` %s \x1b]0;title\x07\x1b[31mred \u202egpj.exe';
  const secret = 'a-variable-of-the-inventory';
  const site = `
- hosts: all
  become: true
  vars: { word: ${secret} }
  tasks:
    - { command: cat /srv/evil, register: evil, changed_when: false }
    - { name: debug, debug: "{{ evil.stdout }}" }
    - { name: inside, debug: "it said {{ evil.stdout }}." }
    - { name: var, debug: { var: evil } }
    - { set_fact: { fact: "{{ evil.stdout }}" } }
    - { set_fact: { twice: "{{ fact }}" } }
    - { copy: { dest: /srv/copied, content: "{{ evil.stdout }}" } }
    - { copy: { dest: /srv/fact, content: "{{ twice }}" } }
    - { template: { src: evil.hbs, dest: /srv/rendered } }
    - { name: "loop", debug: "{{ item }}", loop: "{{ evil.stdout_lines }}" }
    - { copy: { dest: "/srv/{{ item.name }}", content: "{{ item.text }}" }, loop: [{ name: looped, text: "{{ evil.stdout }}" }] }
    - { command: { argv: [printf, "%s", "{{ evil.stdout }}"] }, register: echoed, changed_when: false }
    - { command: { cmd: cat, stdin: "{{ local }}" }, vars: { local: "{{ evil.stdout }}" } }
    - { name: "named {{ evil.stdout }}", debug: named }
    - assert:
        that: [evil.stdout == fact, evil.stdout == twice, echoed.stdout == evil.stdout, evil.stdout != word]
    - { name: when, debug: evil.stdout, when: 'evil.stdout.contains("{{ word }}")' }
    - { name: told, command: cat /srv/evil }
    - { name: fails, shell: cat /srv/evil >&2; exit 3 }
`;

  beforeAll(async () => {
    await onHost(`echo ${Buffer.from(evil).toString('base64')} | base64 -d >/srv/evil`);
  });

  it.each(['lines', 'json'])('is final text wherever it flows, and harmless: --output %s', async (output) => {
    await onHost('rm -f /srv/copied /srv/fact /srv/rendered /srv/looped');
    const files = { 'site.yml': site, 'evil.hbs': '{{ evil.stdout }}' };
    const { code, stdout, stderr } = await apply(files, '--diff', '--output', output);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout + stderr).not.toContain(secret);
    expect(stdout + stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    expect(stdout).toContain('{{ word }}');
    const made = 'for made in copied fact rendered looped; do cmp /srv/evil /srv/$made || echo $made; done';
    expect(await onHost(made)).toBe('');
    if (output === 'json') expect(failedTasks(stdout)).toEqual(['fails']);
  });

  function failedTasks(stdout: string): readonly string[] {
    const outcomes = outcomesOf({ code: 1, stdout, stderr: '' });
    return outcomes.filter(({ status }) => status === 'failed').map(({ task }) => task.name);
  }
});
