// The fault table: the package system is in use, or its repository is gone. What the module does about an interrupted
// dpkg is shown in test/lab/apt.test.ts.

import { expect, it } from 'vitest';
import { useFaultyHost } from './faulty_host.js';

const host = useFaultyHost();

const holdLock = `(apt-get -q -y -o DPkg::Pre-Invoke::='sleep 60' install --reinstall sl </dev/null >/dev/null 2>&1 &)
until grep -q POSIX /proc/locks; do sleep 0.1; done`;
const freeLock = 'pkill -x sleep; while pgrep -x apt-get >/dev/null; do sleep 0.2; done';

it.each([
  {
    fault: 'the package lock is held by another',
    hit: holdLock,
    mend: freeLock,
    says: /the package lock is still held by process \d+ \(apt-get .*\) after 2 seconds/,
  },
  {
    fault: 'the repository is gone',
    hit: 'mv /srv/apt /srv/gone; rm -rf /var/lib/apt/lists/*',
    mend: 'mv /srv/gone /srv/apt',
    says: /Unable to locate package hello|has no installation candidate/,
  },
])('$fault: the cause is named, and the next run is fine', async ({ hit, mend, says }) => {
  await host.root(`apt-get -q -y purge hello >/dev/null 2>&1; rm -f /run/told; ${hit}`);
  const folder = host.project([{ apt: { name: 'hello', lock_timeout: 2 }, notify: 'told' }], {
    handlers: [{ name: 'told', shell: 'echo told >>/run/told' }],
  });
  const { code, said, recap } = await host.apply(folder);
  await host.root(mend);
  expect(code).toBe(1);
  expect(recap).toMatchObject({ failed: 1, changed: 0 });
  expect(said).toMatch(says);
  await host.expectFine(folder);
  expect(await host.root('cat /run/told')).toBe('told\n');
});
