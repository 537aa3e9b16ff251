// The fault table: two controllers at once, and one that is gone without a word.

import { expect, it } from 'vitest';
import { appliedOf, expectTold, useFaultyHost } from './faulty_host.js';

const host = useFaultyHost();

const slow = () =>
  host.project([{ shell: { cmd: 'touch /run/slow; sleep 4; touch /srv/slow', creates: '/srv/slow' } }]);
const quick = () => host.project([{ copy: { content: 'x\n', dest: '/srv/quick' } }]);

async function startSlow() {
  await host.root('rm -f /run/slow /srv/slow /srv/quick');
  const run = host.start(slow());
  await host.root('until [ -e /run/slow ]; do sleep 0.1; done');
  return run;
}

it('the second is told who is there, and changes nothing', async () => {
  const first = await startSlow();
  await expectTold('two-runs', await host.apply(quick()));
  await host.root('[ ! -e /srv/quick ]');
  expect(appliedOf(await first.ended)).toMatchObject({ code: 0, recap: { changed: 1, failed: 0 } });
});

it('the second waits with --lock-wait', async () => {
  const first = await startSlow();
  const folder = quick();
  await expectTold('two-runs-wait', await host.apply(folder, '--lock-wait', '30'));
  await host.root('[ -e /srv/slow ] && [ -e /srv/quick ]');
  expect(appliedOf(await first.ended).code).toBe(0);
  await host.expectFine(folder);
});

it('a dead one holds the host no longer than its step takes', async () => {
  const first = await startSlow();
  first.child.kill('SIGKILL');
  await first.ended;
  const folder = quick();
  const { code, said } = await host.apply(folder, '--lock-wait', '30');
  expect(code, said).toBe(0);
  await host.expectFine(folder);
});

it('both end well when they begin in the same moment', async () => {
  await host.root('rm -f /srv/quick');
  const folder = quick();
  const runs = await Promise.all([1, 2, 3].map(() => host.apply(folder, '--lock-wait', '30')));
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(runs.map(({ recap }) => recap?.changed).sort()).toEqual([0, 0, 1]);
  await host.expectFine(folder);
});
