// The fault table: disks that are full, read-only, or may not hold programs.

import { describe, expect, it } from 'vitest';
import { expectTold, spreadOf, useFaultyHost } from './faulty_host.js';

const host = useFaultyHost();

const old = 'old\n';
const large = 'new\n'.repeat(500_000);

/** A file below /srv/NAME that is to become `large`, and whose handler appends to /run/NAME.handled. */
function project(name: string): string {
  return host.project([{ copy: { src: 'large', dest: `/srv/${name}/file` }, notify: 'told' }], {
    handlers: [{ name: 'told', shell: `echo told >>/run/${name}.handled` }],
    files: { large },
  });
}

const tiny = 'mkdir -p /var/lib/hostwright; mount -t tmpfs -o size=16k tmpfs /var/lib/hostwright';
const filled = 'head -c 100000 /dev/zero >/var/lib/hostwright/filler 2>/dev/null || :';

const faults = [
  {
    fault: 'the disk is full',
    name: 'full',
    hit: 'mount -t tmpfs -o size=1m tmpfs /srv/full; echo old >/srv/full/file',
    mend: 'mount -o remount,size=9m /srv/full',
  },
  {
    fault: 'the file system is read-only',
    name: 'ro',
    hit: 'mount -t tmpfs tmpfs /srv/ro; echo old >/srv/ro/file; mount -o remount,ro /srv/ro',
    mend: 'mount -o remount,rw /srv/ro',
  },
  {
    fault: 'the disk of the lock is full',
    name: 'holder',
    hit: `echo old >/srv/holder/file; ${tiny}; ${filled}`,
    mend: 'umount /var/lib/hostwright',
  },
  {
    fault: 'the disk of debts is full',
    name: 'debts',
    hit: `echo old >/srv/debts/file; ${tiny}; echo me >/var/lib/hostwright/holder; ${filled}`,
    mend: 'umount /var/lib/hostwright',
  },
  {
    fault: 'the disk of debts and lock is read-only',
    name: 'lock',
    hit: `echo old >/srv/lock/file; mkdir -p /var/lib/hostwright; mount -t tmpfs -o ro tmpfs /var/lib/hostwright`,
    mend: 'umount /var/lib/hostwright',
  },
];

describe.each(spreadOf(faults, 3))('$fault', ({ name, hit, mend }) => {
  it('the old file stays, the cause is named, and the next run is fine', async () => {
    await host.root(`mkdir -p /srv/${name}; ${hit}`);
    const folder = project(name);
    const applied = await host.apply(folder);
    await expectTold(`disk-${name}`, applied);
    expect(applied.recap).toMatchObject({ failed: 1, changed: 0 });
    expect(await host.root(`cat /srv/${name}/file; ls -A /srv/${name}`)).toBe(`${old}file\n`);
    await host.root(mend);
    await host.expectFine(folder);
    expect(await host.root(`cat /srv/${name}/file`)).toBe(large);
    expect(await host.root(`cat /run/${name}.handled`)).toBe('told\n');
  });
});

it('commands run neither where the lock cannot be taken', async () => {
  await host.root('mkdir -p /var/lib/hostwright; mount -t tmpfs -o ro tmpfs /var/lib/hostwright');
  const folder = host.project([{ command: { argv: ['touch', '/srv/ran'], creates: '/srv/ran' } }]);
  await expectTold('disk-lock-command', await host.apply(folder));
  await host.root('umount /var/lib/hostwright; [ ! -e /srv/ran ]');
  await host.expectFine(folder);
});

it.each([
  ['/tmp holds no programs', 'noexec', 'mount -t tmpfs -o noexec tmpfs /tmp', 'umount /tmp'],
  [
    'the home folder is read-only',
    'home',
    'mount -t tmpfs -o ro tmpfs /home/operator/.cache',
    'umount /home/operator/.cache',
  ],
])('%s: nothing needs it', async (_, name, hit, mend) => {
  await host.root(`mkdir -p /home/operator/.cache; rm -f /srv/x; ${hit}`);
  const folder = host.project([
    { copy: { content: 'x', dest: '/srv/x' } },
    { shell: 'true', changed_when: false },
  ]);
  await expectTold(`disk-${name}`, await host.apply(folder));
  await host.expectFine(folder);
  await host.root(mend);
});
