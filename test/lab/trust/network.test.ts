// The fault table: the network is cut while a file is written or while the run looks, and comes back or does not; the
// connection dies alone; the host reboots.

import { describe, expect, it } from 'vitest';
import { everyFault, expectTold, useFaultyHost, when } from './faulty_host.js';

const host = useFaultyHost();

const content = 'new\n'.repeat(8_000_000);
const patience = ['--reconnect-timeout', '8'];

const cut = 'ip link set eth0 down';
const back = 'ip link set eth0 up';
/** The controller's side of the session alone: sshd of the logged-in user. */
const dropped = 'pkill -KILL -f "^sshd: operator@"';

/** The run is writing the file. */
const writing = (folder: string) => `ls ${folder}/.hostwright-* >/dev/null 2>&1`;
/** The run looks, which takes a while. */
const looking = (folder: string) => `[ -e ${folder}/looking ]`;

function project(folder: string): string {
  const slow = `[ -e ${folder}/looking ] || { touch ${folder}/looking; sleep 2; }; [ -e ${folder}/done ]`;
  return host.project(
    [
      { copy: { src: 'large', dest: `${folder}/file` }, notify: 'told' },
      { command: { argv: ['touch', `${folder}/done`], unless: slow } },
    ],
    { handlers: [{ name: 'told', shell: `echo told >>${folder}/told` }], files: { large: content } },
  );
}

const sizeOf = (folder: string) => host.root(`wc -c <${folder}/file`);
const [oldSize, newSize] = ['4\n', `${content.length}\n`];

describe.each([
  { moment: 'while a file is written', name: 'write', condition: writing },
  { moment: 'while the run looks', name: 'look', condition: looking },
])('the network is cut $moment', ({ name, condition }) => {
  it.each([
    ...(everyFault || name === 'write' ? [['comes back after 5 s', 'back', `${cut}; sleep 5; ${back}`]] : []),
    ...(everyFault || name === 'look' ? [['is dropped alone', 'dropped', dropped]] : []),
  ])('and %s: the same run goes on', async (_, how, hit) => {
    const place = `/srv/${name}-${how}`;
    await host.root(`mkdir ${place}; echo old >${place}/file`);
    const folder = project(place);
    const hitting = host.root(when(condition(place), hit));
    const applied = await host.apply(folder, ...patience);
    await hitting;
    await expectTold(`network-${name}-${how}`, applied);
    expect(applied.recap).toMatchObject({ failed: 0, unreachable: 0 });
    expect(await sizeOf(place)).toBe(newSize);
    expect(await host.root(`cat ${place}/told`)).toBe('told\n');
    await host.expectFine(folder);
  });

  if (everyFault || name === 'write')
    it('and never comes back: the host is unreachable, and the next run is fine', async () => {
      const place = `/srv/${name}-never`;
      await host.root(`mkdir ${place}; echo old >${place}/file`);
      const folder = project(place);
      const hitting = host.root(when(condition(place), cut));
      const applied = await host.apply(folder, ...patience);
      await hitting;
      await expectTold(`network-${name}-never`, applied);
      expect(applied.recap).toMatchObject({ failed: 0, unreachable: 1 });
      expect([oldSize, newSize]).toContain(await sizeOf(place));
      await host.root(back);
      await host.expectFine(folder);
      expect(await sizeOf(place)).toBe(newSize);
      expect(await host.root(`cat ${place}/told`)).toMatch(/^(told\n)+$/);
    });
});

it('the host reboots while a file is written: the same run goes on', async () => {
  await host.root('mkdir /srv/reboot; echo old >/srv/reboot/file');
  const folder = project('/srv/reboot');
  const hitting = host.root(when(writing('/srv/reboot'), 'systemctl reboot --force --force || :'));
  const applied = await host.apply(folder, '--reconnect-timeout', '60');
  await hitting.catch(() => undefined);
  await expectTold('network-reboot', applied);
  expect(await sizeOf('/srv/reboot')).toBe(newSize);
  await host.expectFine(folder);
});
