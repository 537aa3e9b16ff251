// The fault table: the package system is in use or was left half-way, its repository is gone, and the network or the
// host itself goes away in the middle of an installation. Finer points: test/lab/apt.test.ts, test/lab/detached.test.ts.

import { beforeAll, describe, expect, it } from 'vitest';
import { offerSlowPackages } from '../slow_packages.js';
import { type Applied, everyFault, expectTold, useFaultyHost, when } from './faulty_host.js';

const host = useFaultyHost();

/** Installs a package, and tells its handler. */
const project = (name: string) =>
  host.project([{ apt: { name, lock_timeout: 2 }, notify: 'told' }], {
    handlers: [{ name: 'told', shell: `echo told >>/run/${name}.told` }],
  });

async function expectInstalled(name: string, configured: number): Promise<void> {
  const script = `dpkg-query -W -f '\${db:Status-Status}\\n' ${name}; dpkg --audit; wc -l </srv/${name}.ran`;
  expect(await host.root(script)).toBe(`installed\n${configured}\n`);
  expect(await host.root(`uniq /run/${name}.told`)).toBe('told\n');
}

const holdLock = `(apt-get -q -y -o DPkg::Pre-Invoke::='sleep 60' install --reinstall sl </dev/null >/dev/null 2>&1 &)
until grep -q POSIX /proc/locks; do sleep 0.1; done`;
const freeLock = 'pkill -x sleep; while pgrep -x apt-get >/dev/null; do sleep 0.2; done';

it.each([
  { fault: 'the package lock is held by another', name: 'lock', hit: holdLock, mend: freeLock },
  {
    fault: 'the repository is gone',
    name: 'repository',
    hit: 'mv /srv/apt /srv/gone; rm -rf /var/lib/apt/lists/*',
    mend: 'mv /srv/gone /srv/apt',
  },
])('$fault: the cause is named, and the next run is fine', async ({ name, hit, mend }) => {
  await host.root(`apt-get -q -y purge hello >/dev/null 2>&1; rm -f /run/hello.told; ${hit}`);
  const folder = project('hello');
  const applied = await host.apply(folder);
  await host.root(mend);
  await expectTold(`apt-${name}`, applied);
  expect(applied.recap).toMatchObject({ failed: 1, changed: 0 });
  await host.expectFine(folder);
  expect(await host.root('cat /run/hello.told')).toBe('told\n');
});

describe('in the middle of an installation', () => {
  beforeAll(async () => {
    await host.root(offerSlowPackages({ interrupted: 60, back: 7, never: 3, rebooted: 60 }));
  });
  const installing = (name: string) => `[ -e /srv/${name}.ran ]`;

  async function applyAnd(name: string, hit: string, ...options: readonly string[]): Promise<Applied> {
    const hitting = host.root(when(installing(name), hit));
    const applied = await host.apply(project(name), ...options);
    // A host that goes down takes this along.
    await hitting.catch(() => undefined);
    return applied;
  }

  it('dpkg is killed by somebody: the next run completes it, and says so', async () => {
    const install = '(apt-get -q -y install interrupted </dev/null >/dev/null 2>&1 &)';
    const kill = 'pkill -KILL -x apt-get; pkill -KILL -x dpkg; pkill -x sleep';
    await host.root(`${install}; ${when(installing('interrupted'), kill)}`);
    const folder = host.project([{ apt: { name: 'sl' } }]);
    await expectTold('apt-interrupted', await host.apply(folder));
    await host.expectFine(folder);
    expect(await host.root("dpkg --audit; dpkg-query -W -f '${db:Status-Status}' interrupted")).toBe(
      'installed',
    );
  });

  if (everyFault)
    it('the network is cut and comes back after 5 s: the same run tells the end', async () => {
      const applied = await applyAnd('back', 'ip link set eth0 down; sleep 5; ip link set eth0 up');
      await expectTold('apt-back', applied);
      expect(applied.recap).toMatchObject({ changed: 2, failed: 0 });
      await host.expectFine(project('back'));
      await expectInstalled('back', 1);
    });

  it('the network is cut for good: the host goes on alone, and the next run finds what it did', async () => {
    const applied = await applyAnd('never', 'ip link set eth0 down', '--reconnect-timeout', '4');
    await expectTold('apt-never', applied);
    await host.root('ip link set eth0 up');
    await host.expectFine(project('never'));
    await expectInstalled('never', 1);
  });

  it('the host reboots: the same run completes what dpkg has left', async () => {
    const applied = await applyAnd('rebooted', 'systemctl reboot --force --force || :');
    await expectTold('apt-rebooted', applied);
    expect(applied.recap).toMatchObject({ changed: 2, failed: 0 });
    await host.expectFine(project('rebooted'));
    await expectInstalled('rebooted', 2);
  });
});
