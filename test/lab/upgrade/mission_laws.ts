// The law of upgrades for a run of the last release that died inside the block of the shipped playbook.

import { expect, it } from 'vitest';
import { watched } from './endpoint_laws.js';
import { endpointWords, everywhere, expectDone, outcomesOf, type ReleasedEndpoints } from './hosts.js';

/** Call in a describe block or at the top of a file. */
export function missionLaws(hosts: ReleasedEndpoints): void {
  it('the block that a run of then died in is put back and made anew, and nobody notices', async () => {
    const folder = hosts.folder({ hsts_seconds: 302 });
    const run = hosts.released.start(folder, ['apply', ...endpointWords]);
    await run.printed('"status":"changed"');
    run.child.kill('SIGKILL');
    await run.ended;
    await everywhere(hosts, 'flock -w 60 /var/lib/hostwright/lock true');
    const left = await everywhere(hosts, 'ls /var/lib/hostwright/transactions/*/about.json 2>/dev/null || :');
    const opened = hosts.names.filter((_, index) => left[index] !== '');
    expect(opened).not.toEqual([]);

    const planned = await hosts.program.run(folder, ['plan', ...endpointWords]);
    for (const name of opened)
      expect(outcomesOf(planned, name)[0]).toMatch(/^put back: The endpoint: would_change/);

    const { ran, noticed } = await watched(hosts, () =>
      hosts.program.run(folder, ['apply', ...endpointWords]),
    );
    expectDone(ran);
    for (const name of opened)
      expect(outcomesOf(ran, name)[0]).toMatch(/^put back: The endpoint, .*: ok: .* as it was before$/);
    expect(noticed).toEqual([]);
    expectDone(await hosts.program.run(folder, ['plan', ...endpointWords]));
  });
}
