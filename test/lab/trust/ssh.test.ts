// The fault table: an sshd that allows too little, a host that shows another key, and a sudo that changes its mind.

import { afterEach, expect, it } from 'vitest';
import { appliedOf, expectTold, spreadOf, useFaultyHost, when } from './faulty_host.js';

const host = useFaultyHost();

const setting = (line: string) =>
  `echo '${line}' >/etc/ssh/sshd_config.d/fault.conf; systemctl reload ssh || systemctl restart ssh`;
const mendSshd = 'rm -f /etc/ssh/sshd_config.d/fault.conf; systemctl reload ssh';
const mendKey = 'cd /etc/ssh; [ ! -e kept ] || { mv kept ssh_host_ed25519_key; systemctl restart ssh; }';
const dropped = `pkill -KILL -f '^sshd: operator' || :`;
const mendSudo = 'rm -f /etc/sudoers.d/zz-fault';

afterEach(() => host.root(`${mendSshd}; ${mendSudo}; (${mendKey})`));

it('MaxSessions 1: the second identity cannot be had, and sshd_config is named', async () => {
  await host.root(setting('MaxSessions 1'));
  const folder = host.project([
    { copy: { content: 'x\n', dest: '/srv/sessions' } },
    { command: 'true', become: false, changed_when: false },
  ]);
  const applied = await host.apply(folder);
  await expectTold('ssh-max-sessions', applied);
  expect(applied.recap).toMatchObject({ changed: 1, failed: 1, unreachable: 0 });
  await host.root(mendSshd);
  await host.expectFine(folder);
});

it('MaxStartups is reached for a while: the run waits its turn', async () => {
  await host.root(`${setting('MaxStartups 1')}; sleep 1; rm -f /run/busy`);
  const idle = host.root(`bash -c 'exec 3<>/dev/tcp/127.0.0.1/22; read -r _ <&3; touch /run/busy; sleep 4'`);
  await host.root('until [ -e /run/busy ]; do sleep 0.1; done');
  const folder = host.project([{ copy: { content: 'x\n', dest: '/srv/startups' } }]);
  const applied = await host.apply(folder);
  await expectTold('ssh-max-startups-while', applied);
  await idle;
  await host.root(mendSshd);
  await host.expectFine(folder);
});

it('MaxStartups is reached for good: the host is unreachable, and sshd_config is named', async () => {
  await host.root(`${setting('MaxStartups 1')}; sleep 1; rm -f /run/busy`);
  const idle = host.root(
    `bash -c 'exec 3<>/dev/tcp/127.0.0.1/22; read -r _ <&3; touch /run/busy; until [ -e /run/over ]; do sleep 0.2; done'`,
  );
  await host.root('until [ -e /run/busy ]; do sleep 0.1; done');
  const folder = host.project([{ copy: { content: 'x\n', dest: '/srv/startups-never' } }]);
  const applied = await host.apply(folder, '--connect-timeout', '3');
  await host.root('touch /run/over');
  await idle;
  await expectTold('ssh-max-startups', applied);
  expect(applied.recap).toMatchObject({ changed: 0, unreachable: 1 });
  await host.root(`[ ! -e /srv/startups-never ]; ${mendSshd}`);
  await host.expectFine(folder);
});

it.each([
  ['before the run', false],
  ['while the run goes on', true],
])('the host key changes %s: nobody is talked to', async (_, meanwhile) => {
  const mark = '/srv/key-first';
  await host.root(`rm -f ${mark} /srv/key`);
  const folder = host.project([
    { shell: { cmd: `touch ${mark}; sleep 4`, creates: mark } },
    { copy: { content: 'x\n', dest: '/srv/key' } },
  ]);
  const change = `cd /etc/ssh; cp -p ssh_host_ed25519_key kept; rm ssh_host_ed25519_key
    ssh-keygen -q -t ed25519 -N '' -f ssh_host_ed25519_key; systemctl restart ssh; ${dropped}`;
  if (!meanwhile) await host.root(change);
  const run = host.start(folder, '--reconnect-timeout', '8');
  if (meanwhile) await host.root(`until [ -e ${mark} ]; do sleep 0.1; done; ${change}`);
  await expectTold(`ssh-host-key-${meanwhile ? 'meanwhile' : 'before'}`, appliedOf(await run.ended));
  await host.root(`[ ! -e /srv/key ]; ${mendKey}`);
  await host.expectFine(folder);
});

const newRules = [
  ['asks', 'operator ALL=(ALL) PASSWD: ALL'],
  ['refuses', 'Defaults:operator !authenticate\\noperator ALL=(ALL) !ALL'],
] as const;

it.each(spreadOf(newRules))('sudo %s from the start: nothing is touched', async (how, rule) => {
  const file = `/srv/sudo-start-${how}`;
  await host.root(`echo '${rule}' >/etc/sudoers.d/zz-fault`);
  const folder = host.project([{ copy: { content: 'x\n', dest: file } }]);
  const applied = await host.apply(folder);
  await expectTold(`sudo-${how}-start`, applied);
  expect(applied.recap).toMatchObject({ changed: 0, failed: 1 });
  await host.root(`[ ! -e ${file} ]; ${mendSudo}`);
  await host.expectFine(folder);
});

it.each(spreadOf(newRules))(
  'sudo %s from now on, and the connection is lost: the task fails with that',
  async (how, rule) => {
    const folder = `/srv/sudo-${how}`;
    await host.root(`mkdir ${folder}; echo old >${folder}/file`);
    const project = host.project([{ copy: { src: 'large', dest: `${folder}/file` } }], {
      files: { large: 'new\n'.repeat(8_000_000) },
    });
    const writing = `ls ${folder}/.hostwright-* >/dev/null 2>&1`;
    const hitting = host.root(when(writing, `echo '${rule}' >/etc/sudoers.d/zz-fault; ${dropped}`));
    const applied = await host.apply(project);
    await hitting;
    await expectTold(`sudo-${how}-after-loss`, applied);
    expect(applied.recap).toMatchObject({ failed: 1, unreachable: 0 });
    expect(await host.root(`cut -c 1-3 ${folder}/file | uniq`)).toMatch(/^(old|new)\n$/);
    await host.root(mendSudo);
    await host.expectFine(project);
  },
);

it.each(spreadOf(newRules))(
  'sudo %s from now on: the next user cannot be had, and who is root stays it',
  async (how, rule) => {
    const mark = `/srv/sudo-next-${how}`;
    const folder = host.project([
      {
        shell: { cmd: `echo '${rule}' >/etc/sudoers.d/zz-fault; touch ${mark}`, creates: mark },
        register: 'new',
      },
      // Nobody can look ahead as this user: whether the task runs is not known before.
      { shell: 'true', changed_when: false, become_user: 'service', when: 'new.failed == false' },
      { copy: { content: 'x\n', dest: `${mark}-after` } },
    ]);
    const applied = await host.apply(folder);
    await expectTold(`sudo-${how}-next`, applied);
    expect(applied.recap).toMatchObject({ changed: 1, failed: 1 });
    await host.root(`[ ! -e ${mark}-after ]; ${mendSudo}`);
    await host.expectFine(folder);
  },
);
