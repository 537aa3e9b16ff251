// The fault table: two controllers at once, and one that is gone without a word.

import { expect, it } from 'vitest';
import { appliedOf, expectTold, useFaultyHost } from './faulty_host.js';

const host = useFaultyHost();

/** Takes until /run/go is there. */
const slow = () => {
  const cmd = 'touch /run/slow; until [ -e /run/go ]; do sleep 0.1; done; touch /srv/slow';
  return host.project([{ shell: { cmd, creates: '/srv/slow' } }]);
};
const go = () => host.root('touch /run/go');
const quick = () => host.project([{ copy: { content: 'x\n', dest: '/srv/quick' } }]);

async function startSlow() {
  await host.root('rm -f /run/slow /run/go /srv/slow /srv/quick');
  const run = host.start(slow());
  await host.root('until [ -e /run/slow ]; do sleep 0.1; done');
  return run;
}

it('the second is told who is there, and changes nothing', async () => {
  const first = await startSlow();
  await expectTold('two-runs', await host.apply(quick()));
  await host.root('[ ! -e /srv/quick ]');
  await go();
  expect(appliedOf(await first.ended)).toMatchObject({ code: 0, recap: { changed: 1, failed: 0 } });
});

it('the second waits with --lock-wait', async () => {
  const first = await startSlow();
  const folder = quick();
  const second = host.start(folder, '--lock-wait', '30');
  await second.printed('waiting for it');
  await go();
  await expectTold('two-runs-wait', appliedOf(await second.ended));
  await host.root('[ -e /srv/slow ] && [ -e /srv/quick ]');
  expect(appliedOf(await first.ended).code).toBe(0);
  await host.expectFine(folder);
});

it('a dead one holds the host no longer than its step takes', async () => {
  const first = await startSlow();
  first.child.kill('SIGKILL');
  await first.ended;
  await go();
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
