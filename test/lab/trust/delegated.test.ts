// A host that is only delegated to is locked like any other: two runs never change it at once.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { labRun } from '../../../src/lab/index.js';
import { useProgram } from '../../cli/hostwright.js';
import { useLab } from '../hosts.js';

const program = useProgram();
const lab = useLab([
  { name: 'h1', release: 'bookworm' },
  { name: 'other', release: 'bookworm' },
]);
const onOther = async (script: string) =>
  expect(await labRun(lab(), 'other', script)).toMatchObject({ code: 0 });

const folderWith = (...tasks: readonly object[]) =>
  program.folderWith({
    'play.yml': JSON.stringify([{ hosts: 'h1', become: true, gather_facts: false, tasks }]),
  });
const apply = (folder: string, ...options: readonly string[]) =>
  program.start(folder, ['apply', 'play.yml', '-i', lab().inventory, '-o', 'lines', ...options]);

it('the second run is told who changes it, or waits', async () => {
  const slow = { shell: { cmd: 'touch /run/slow; sleep 5; touch /srv/slow' }, delegate_to: 'other' };
  const first = apply(folderWith(slow));
  await onOther('until [ -e /run/slow ]; do sleep 0.1; done');
  const check = {
    hosts: 'other',
    become: true,
    gather_facts: false,
    tasks: [{ command: 'test -e /srv/slow' }],
  };
  const direct = program.folderWith({ 'play.yml': JSON.stringify([check]) });
  const refused = await apply(direct).ended;
  expect(refused.stdout).toMatch(/other: another run works on this host: \S+ on \S+ \(process \d+\)/);
  expect(refused.code).toBe(1);
  const waited = await apply(direct, '--lock-wait', '60').ended;
  expect(waited.code, waited.stdout).toBe(0);
  expect((await first.ended).code).toBe(0);
});

it('a machine that has two addresses is not made an endpoint twice', async () => {
  const { address = '' } = lab().hosts.find(({ name }) => name === 'other') ?? {};
  const second = address.replace(/\d+$/, '240');
  const on = (verb: string) =>
    onOther(
      `ip address ${verb} ${second}/32 dev "$(ip -o -4 address show scope global | awk '{ print $2; exit }')"`,
    );
  await on('add');
  const known = readFileSync(lab().knownHosts, 'utf8');
  const folder = program.folderWith({
    known_hosts: known + known.replaceAll(address, second),
    'hosts.yml': JSON.stringify({
      all: {
        vars: { ansible_user: 'operator', ansible_ssh_private_key_file: lab().privateKey },
        hosts: { other: { ansible_host: address }, again: { ansible_host: second } },
      },
    }),
  });
  const words = ['secure-websocket.yml', '-i', 'hosts.yml', '-e', `known_hosts_file=${folder}/known_hosts`];
  const { code, stdout } = await program.run(folder, ['plan', ...words, '-o', 'lines']);
  await on('del');
  expect(code, stdout).toBe(1);
  expect(stdout).toMatch(/(again and other|other and again) are one machine/);
});

it('two names of one host are no two runs', async () => {
  const hosts = readFileSync(lab().inventory, 'utf8').replace(/^( +)"other": (.*)$/m, '$&\n$1"again": $2');
  const tasks = [{ command: 'touch /srv/one' }, { command: 'touch /srv/two', delegate_to: 'again' }];
  const play = { hosts: 'other', become: true, gather_facts: false, tasks };
  const folder = program.folderWith({ 'play.yml': JSON.stringify([play]), 'hosts.yml': hosts });
  const { code, stdout } = await program.run(folder, ['apply', 'play.yml', '-i', 'hosts.yml', '-o', 'lines']);
  expect(code, stdout).toBe(0);
  await onOther('[ -e /srv/one ] && [ -e /srv/two ]');
});
