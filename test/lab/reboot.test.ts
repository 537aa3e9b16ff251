// Hosts that go down and come back: told by the playbook, or by something else.

import { expect, it } from 'vitest';
import { eventsOf } from '../cli/hostwright.js';
import { appliedOf, useFaultyHost } from './trust/faulty_host.js';

const host = useFaultyHost();

const boot = () => host.root('cat /proc/sys/kernel/random/boot_id');

it('reboot: another boot, in the same run, without a complaint; what is owed is paid at its end', async () => {
  const before = await boot();
  const folder = host.project(
    [
      { copy: { content: 'x\n', dest: '/srv/before' }, notify: 'told' },
      { shell: { cmd: 'echo gone >/run/here' } },
      {
        reboot: {
          msg: "it's time",
          reboot_timeout: 90,
          test_command: 'systemctl is-system-running --wait || :',
        },
      },
      { command: { argv: ['test', '!', '-e', '/run/here'] }, changed_when: false },
      { copy: { content: 'x\n', dest: '/srv/after' } },
    ],
    { handlers: [{ name: 'told', shell: 'echo told >>/srv/told' }] },
  );
  const ran = await host.start(folder).ended;
  const { code, said, recap } = appliedOf(ran);
  expect(code, said).toBe(0);
  expect(said.trim()).toBe('');
  expect(recap).toMatchObject({ changed: 5, ok: 1, failed: 0, unreachable: 0 });
  expect(await boot()).not.toBe(before);
  expect(await host.root('cat /srv/told; ls /srv/after; ls /var/lib/hostwright/debts')).toBe(
    'told\n/srv/after\n',
  );
});

it('reboot: where the host does not come back it is unreachable, and the next run pays', async () => {
  await host.root('rm -f /srv/told /srv/before /srv/after');
  const tasks = [
    { copy: { content: 'x\n', dest: '/srv/before' }, notify: 'told' },
    { command: 'systemctl disable --quiet ssh', when: '!done' },
    { reboot: { reboot_timeout: 8 }, when: '!done' },
    { copy: { content: 'x\n', dest: '/srv/after' } },
  ];
  const handlers = [{ name: 'told', shell: 'echo told >>/srv/told' }];
  const vars = (done: boolean) => tasks.map((task) => ({ ...task, vars: { done } }));
  const { code, said, recap } = await host.apply(host.project(vars(false), { handlers }));
  expect(code, said).toBe(4);
  expect(recap).toMatchObject({ unreachable: 1, failed: 0 });
  expect(said).toMatch(/h1 was told to reboot, and 8 s later: .*the connection was refused/);
  await host.root('systemctl enable --now ssh');
  const next = await host.apply(host.project(vars(true), { handlers }));
  expect(next.code, next.said).toBe(0);
  expect(await host.root('cat /srv/told')).toBe('told\n');
});

it('reboot is pending in a plan, and a host that goes on running is told so', async () => {
  const before = await boot();
  const folder = host.project([{ reboot: { reboot_timeout: 3, pre_reboot_delay: 0 } }]);
  await host.root('mount --bind /bin/true "$(command -v shutdown)"');
  const { code, said } = await host.apply(folder);
  await host.root('umount "$(command -v shutdown)"');
  expect(code).toBe(1);
  expect(said).toContain('h1 was told to reboot, and 3 s later: it still runs as before');
  expect(await boot()).toBe(before);
});

it('wait_for_connection: the first task of a play, for a host that is not there yet', async () => {
  await host.root('systemctl stop ssh ssh.socket');
  const folder = host.project([
    { wait_for_connection: { timeout: 60 } },
    { copy: { content: 'x\n', dest: '/srv/waited' } },
  ]);
  const run = host.start(folder);
  await host.root('sleep 5; [ ! -e /srv/waited ]; systemctl start ssh');
  const { code, said, recap } = appliedOf(await run.ended);
  expect(code, said).toBe(0);
  expect(recap).toMatchObject({ ok: 1, changed: 1, unreachable: 0 });
  await host.expectFine(folder);
});

it('wait_for_connection: something else reboots the host in between', async () => {
  const before = await boot();
  const folder = host.project([
    { shell: { cmd: 'setsid sh -c "sleep 2; systemctl reboot" >/dev/null 2>&1 &' } },
    { wait_for_connection: { delay: 5, timeout: 60 } },
    { command: 'true' },
  ]);
  const ran = await host.start(folder).ended;
  const { code, said } = appliedOf(ran);
  expect(code, said).toBe(0);
  expect(eventsOf(ran).filter(({ type }) => type === 'warning')).toEqual([]);
  expect(await boot()).not.toBe(before);
});
