// The laws of upgrades for what the last release left on a host in the middle of a run: who holds it is respected, what it
// owes is paid, what it left open is put back, whichever playbook comes next.

import { expect, it } from 'vitest';
import type { Ran, Running } from '../../cli/hostwright.js';
import { everywhere, expectDone, outcomesOf, type ReleasedEndpoints, until } from './hosts.js';

/** A run that owes two handlers, is inside a block that the host would take back by itself, and waits there for /run/go. */
const interrupted = [
  {
    ...{ hosts: 'all', become: true, gather_facts: false },
    tasks: [
      { name: 'owing', copy: { dest: '/srv/owing', content: 'new\n' }, notify: ['told', 'proxy reloaded'] },
      {
        name: 'whole',
        confirm: '900s',
        undo: 'touch /srv/undone',
        block: [
          { name: 'inside', copy: { dest: '/srv/inside', content: 'new\n' } },
          {
            name: 'waiting',
            irreversible: true,
            shell: 'touch /run/waiting; until [ -e /run/go ]; do sleep 0.1; done',
          },
        ],
      },
    ],
    handlers: [
      {
        name: 'told',
        copy: { dest: '/srv/told', content: 'paid on {{inventory_hostname}}\n', mode: '0600' },
      },
      { name: 'proxy reloaded', service: { name: '{{proxy}}', state: 'reloaded' } },
    ],
  },
];

/** Another playbook, which knows nothing of that. */
const other = [
  { hosts: 'all', become: true, gather_facts: false, tasks: [{ file: { path: '/srv/other' } }] },
];

const words = ['other.yml', '-i', 'inventory.yml', '-o', 'json'];

/** Call in a describe block or at the top of a file. */
export function recordLaws(hosts: ReleasedEndpoints): void {
  const folder = () =>
    hosts.folder({}, { 'interrupted.yml': JSON.stringify(interrupted), 'other.yml': JSON.stringify(other) });
  /** Sorted: debts have no order. */
  const says = (ran: Ran) => hosts.names.map((name) => [...outcomesOf(ran, name)].sort());

  let run: Running;
  it('a host that a run of then works on is left to it, and it is named', async () => {
    await everywhere(hosts, 'touch /srv/other; echo old >/srv/inside; rm -f /run/go /run/waiting');
    run = hosts.released.start(folder(), ['apply', 'interrupted.yml', ...words.slice(1)]);
    await everywhere(hosts, until('[ -e /run/waiting ]'));
    const second = await hosts.program.run(folder(), ['apply', ...words, '--lock-wait', '0']);
    expect(second.code, second.stdout).toBe(1);
    for (const said of says(second)) expect(said.join()).toContain(`(process ${run.child.pid})`);
  });

  it('plan shows what a run of then, that died, left open and owes', async () => {
    run.child.kill('SIGKILL');
    await run.ended;
    await everywhere(hosts, 'touch /run/go; flock -w 60 /var/lib/hostwright/lock true');
    const planned = await hosts.program.run(folder(), ['plan', ...words]);
    expect(planned, planned.stdout).toMatchObject({ code: 2, stderr: '' });
    for (const said of says(planned))
      expect(said).toEqual([
        'file: ok: ',
        expect.stringMatching(/^proxy reloaded: would_change: pending from an earlier run since/),
        expect.stringMatching(/^put back: whole: would_change: a run of .* did not end here/),
        expect.stringMatching(/^told: would_change: pending from an earlier run since/),
      ]);
  });

  it('apply needs no wait for the lock of a run that died, puts back, and pays', async () => {
    const applied = await hosts.program.run(folder(), ['apply', ...words, '--lock-wait', '0']);
    expectDone(applied);
    for (const said of says(applied))
      expect(said).toEqual([
        'file: ok: ',
        expect.stringMatching(/^proxy reloaded: changed: pending/),
        expect.stringMatching(/^put back: whole.*: ok: what it had changed is as it was before/),
        expect.stringMatching(/^told: changed: pending/),
      ]);
    for (const [index, left] of (
      await everywhere(hosts, `cat /srv/owing /srv/inside /srv/told; ls /srv/undone; ${LEFT}`)
    ).entries())
      expect(left).toBe(`new\nold\npaid on ${hosts.names[index]}\n/srv/undone\n`);
  });
}

/** Debts, open blocks, and timers that would undo one. */
const LEFT =
  'find /var/lib/hostwright/debts /var/lib/hostwright/transactions -mindepth 1; find /etc/systemd/system -name "hostwright-undo-*"';
