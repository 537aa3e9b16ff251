// Secrets on a real host, reached over ssh and sudo: they arrive, and are nowhere but where they were sent.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { labRun } from '../../../src/lab/index.js';
import { encryptAge, makeIdentity } from '../../../src/secrets/age.js';
import { secretBlock } from '../../../src/secrets/inline.js';
import { useProgram } from '../../cli/hostwright.js';
import { whileSampling } from '../../cli/sampling.js';
import { useLab } from '../hosts.js';

const program = useProgram();
const lab = useLab([{ name: 'h1', release: 'bookworm' }]);

const canary = `canary-${randomBytes(8).toString('hex')}`;
/** Not secret: shows that the sampling sees what runs on the host. */
const marker = `marker-${randomBytes(8).toString('hex')}`;

const site = (block: string) => `
- hosts: all
  vars:
    password: ${block}
  handlers:
    - name: never works
      command: { cmd: sh -c 'cat; exit 1', stdin: "{{ password }}" }
      become: true
  tasks:
    - { name: as root, copy: { dest: /srv/root, content: "{{ password }}", mode: "0600" }, become: true, notify: never works }
    - { name: rendered, template: { src: t.hbs, dest: /srv/rendered, mode: "0600" }, become: true }
    - { name: as login, copy: { dest: /tmp/login, content: "{{ password }}", mode: "0600" } }
    - { name: on stdin, command: { cmd: sh -c 'cat; sleep 1; echo >&2', stdin: "{{ password }}" }, register: said }
    - { name: in a script, shell: ": {{ password }}; sleep 1; true", become: true, become_user: daemon }
    - { name: said again, debug: { msg: "{{ said.stdout }}" } }
    - { name: seen, command: sh -c 'sleep 1; true' ${marker} }
    - { name: fails, command: { cmd: sh -c 'cat >&2; exit 1', stdin: "{{ password }}" }, become: true }
`;

it('arrives, and is in no output, no command line, no environment and no other file of the host', async () => {
  const me = await makeIdentity();
  const sealed = await encryptAge(Buffer.from(canary), { kind: 'recipients', recipients: [me.recipient] });
  const files = {
    'site.yml': site(secretBlock(sealed)),
    't.hbs': 'x={{ password }}\n',
    id: `${me.identity}\n`,
  };
  const folder = program.folderWith(files);
  const words = [
    'apply',
    'site.yml',
    '-i',
    lab().inventory,
    '--diff',
    '--output',
    'json',
    '--identity',
    join(folder, 'id'),
  ];
  const { result, seen } = await whileSampling([canary, marker], program.run(folder, words));

  expect(result.code, result.stdout).toBe(1);
  expect(result.stdout).toContain('"name":"fails"');
  expect(result.stdout + result.stderr).not.toContain(canary);
  expect(seen).toEqual([marker]);
  const search = `grep -rlF ${canary} / --exclude-dir=proc --exclude-dir=sys 2>/dev/null | sort`;
  const { stdout } = await labRun(lab(), 'h1', search);
  expect(stdout.trim().split('\n')).toEqual(['/srv/rendered', '/srv/root', '/tmp/login']);
});
