// The law of upgrades for an installation that a run of the last release began, and that went on when the run died.

import { expect, it } from 'vitest';
import { offerSlowPackages } from '../slow_packages.js';
import { everywhere, expectDone, type ReleasedEndpoints, until } from './hosts.js';

/** Call in a describe block or at the top of a file. */
export function jobLaws(hosts: ReleasedEndpoints): void {
  it('an installation that a run of then began is waited for, and not made twice', async () => {
    await everywhere(hosts, offerSlowPackages({ slowly: 20 }));
    const play = [{ hosts: 'all', become: true, gather_facts: false, tasks: [{ apt: { name: 'slowly' } }] }];
    const folder = hosts.folder({}, { 'play.yml': JSON.stringify(play) });
    const words = ['apply', 'play.yml', '-i', 'inventory.yml', '-o', 'json', '--lock-wait', '60'];
    const run = hosts.released.start(folder, words);
    await everywhere(hosts, until('[ -e /srv/slowly.ran ]'));
    run.child.kill('SIGKILL');
    await run.ended;
    expectDone(await hosts.program.run(folder, words));
    const seen = "dpkg-query -W -f '${db:Status-Status}\\n' slowly; wc -l </srv/slowly.ran";
    expect(await everywhere(hosts, seen)).toEqual(hosts.names.map(() => 'installed\n1\n'));
  });
}
