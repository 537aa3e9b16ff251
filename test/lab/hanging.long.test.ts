// Ten hosts of which one hangs, and one takes post-quantum key exchange alone: the others are done in their own time and free
// for others, the run ends by itself, and a first SIGTERM ends it sooner and says what it waits for.

import { beforeAll, expect, it } from 'vitest';
import { isOutcome } from '../../src/event.js';
import { labRun } from '../../src/lab/index.js';
import { eventsOf, type Ran, useProgram } from '../cli/hostwright.js';
import { useLab } from './hosts.js';

const program = useProgram();
const good = Array.from({ length: 9 }, (_, index) => `h${index + 1}`);
const lab = useLab(
  ['hung', ...good].map((name, index) => ({ name, release: index % 2 === 0 ? 'bookworm' : 'trixie' })),
);
const site = `
- hosts: all
  become: true
  tasks:
    - { name: write, copy: { dest: /etc/written, content: "{{ text }}" } }
`;
const apply = (text: string, ...words: readonly string[]) => {
  const folder = program.folderWith({ 'site.yml': site });
  const given = ['-e', `text=${text}`, '--output', 'json', ...words];
  return program.start(folder, ['apply', 'site.yml', '-i', lab().inventory, ...given]);
};

const warningsOf = (ran: Ran) =>
  eventsOf(ran)
    .flatMap((event) => (event.type === 'warning' ? [event.message] : []))
    .join('\n');

beforeAll(async () => {
  // Whatever asks for lines of files waits for ever, as on a dead network file system.
  await labRun(
    lab(),
    'hung',
    `rm /usr/bin/ls; printf '#!/bin/sh\\nexec sleep 100000\\n' >/usr/bin/ls; chmod 0755 /usr/bin/ls`,
  );
  await labRun(
    lab(),
    'h9',
    `echo 'KexAlgorithms sntrup761x25519-sha512@openssh.com' >/etc/ssh/sshd_config.d/lab-kex.conf
systemctl reload ssh; sleep 1`,
  );
});

it('the run ends by itself; meanwhile the others are done, and another run may have them', async () => {
  const first = apply('one');
  await Promise.all(good.map((host) => first.printed(`"host":"${host}","state":"done"`)));
  const second = await apply('two', '--limit', good.join(',')).ended;
  expect(second.code, second.stdout).toBe(0);
  expect(first.child.exitCode).toBeNull();
  const ran = await first.ended;
  expect(ran.code).toBe(1);
  const failed = eventsOf(ran).flatMap((event) =>
    isOutcome(event) && event.status === 'failed' ? [event.host] : [],
  );
  expect(failed).toEqual(['hung']);
  // Of h9, which is done as the others are.
  expect(warningsOf(ran)).toContain('the ssh of this machine connects instead');
});

it('SIGTERM ends it before the host has had its time, and it is named', async () => {
  const running = apply('three', '--look-timeout', '500');
  await Promise.all(good.map((host) => running.printed(`"host":"${host}","state":"done"`)));
  running.child.kill('SIGTERM');
  const ran = await running.ended;
  expect(ran.code).toBe(130);
  expect(warningsOf(ran)).toContain('waiting for hung (looking)');
});
