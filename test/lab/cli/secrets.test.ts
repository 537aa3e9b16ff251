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

const me = await makeIdentity();
const seal = async (text: string) =>
  secretBlock(await encryptAge(Buffer.from(text), { kind: 'recipients', recipients: [me.recipient] }));

/** Applies it while all processes are looked at. */
function applySampled(playbook: string, words: readonly string[]) {
  const files = { 'site.yml': playbook, 't.hbs': 'x={{ password }}\n', id: `${me.identity}\n` };
  const folder = program.folderWith(files);
  const options = ['--diff', '--output', 'json', '--identity', join(folder, 'id')];
  const run = program.run(folder, ['apply', 'site.yml', '-i', lab().inventory, ...options]);
  return whileSampling(words, run);
}

it('arrives, and is in no output, no command line, no environment and no other file of the host', async () => {
  const { result, seen } = await applySampled(site(await seal(canary)), [canary, marker]);

  expect(result.code, result.stdout).toBe(1);
  expect(result.stdout).toContain('"name":"fails"');
  expect(result.stdout + result.stderr).not.toContain(canary);
  expect(seen).toEqual([marker]);
  const search = `grep -rlF ${canary} / --exclude-dir=proc --exclude-dir=sys 2>/dev/null | sort`;
  const { stdout } = await labRun(lab(), 'h1', search);
  expect(stdout.trim().split('\n')).toEqual(['/srv/rendered', '/srv/root', '/tmp/login']);
});

/** While the transaction is open, the host says where else than in /srv the secrets are, and who may read that. */
const search = `grep -rlF -f /srv/both /boot /etc /home /root /run /tmp /usr/local /var; find /var/lib/hostwright/transactions -perm /077; stat -c %a /var/lib/hostwright; ls /etc/systemd/system`;
const rotation = (old: string, secret: string) => `
- hosts: all
  become: true
  vars:
    old: ${old}
    secret: ${secret}
  tasks:
    - { name: to look for, copy: { dest: /srv/both, content: "{{ old }}\\n{{ secret }}\\n", mode: "0600" } }
    - { name: before, copy: { dest: /srv/rotated, content: "{{ old }}", mode: "0600" } }
    - name: to {{ secret }}
      confirm: 60
      validate: "{ ${search}; } >/srv/during 2>/dev/null; cat /srv/rotated; echo no in /srv/rotated:1 >&2; exit 1"
      block:
        - { name: rotated, copy: { dest: /srv/rotated, content: "{{ secret }}", mode: "0600" } }
`;

it('is kept by a transaction where root alone can read it, no longer than it is open, and told by nobody', async () => {
  const [old, secret] = [1, 2].map((n) => `canary-${n}-${randomBytes(8).toString('hex')}`) as [
    string,
    string,
  ];
  const { result, seen } = await applySampled(rotation(await seal(old), await seal(secret)), [old, secret]);

  expect(result.code, result.stdout).toBe(1);
  expect(result.stdout).toContain('/srv/rotated:1 (written by this block, with something secret)');
  expect(result.stdout).toContain('what it had changed is as it was before');
  for (const word of [old, secret]) expect(result.stdout + result.stderr).not.toContain(word);
  expect(seen).toEqual([]);
  const during = (await labRun(lab(), 'h1', 'cat /srv/during')).stdout;
  expect(during).toMatch(/^(\/var\/lib\/hostwright\/transactions\/[0-9a-f]+\/\d{4}\n)+700\n/);
  expect(during).toContain('hostwright-undo-');
  const find = `grep -rlF -e ${old} -e ${secret} / --exclude-dir=proc --exclude-dir=sys 2>/dev/null | sort`;
  expect((await labRun(lab(), 'h1', `${find}; cat /srv/rotated`)).stdout).toBe(
    `/srv/both\n/srv/rotated\n${old}`,
  );
});
