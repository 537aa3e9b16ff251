// The fault table: the host cannot start another process, not even for root.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { everyFault, expectTold, useFaultyHost, when } from './faulty_host.js';

const host = useFaultyHost();

/** A cgroup that holds every process of the host but those of `host.root`. The hierarchy is the whole machine's. */
const group = `/run/pids/hw-full-${process.pid}`;
const move = (to: string) =>
  `for pid in $(ps -eo pid=); do echo $pid >${to}/cgroup.procs; done 2>/dev/null; :`;
const crowded = `echo 1 >${group}/pids.max`;
const roomy = `echo max >${group}/pids.max`;

beforeAll(async () => {
  await host.root(
    `mkdir /run/pids && mount -t cgroup -o pids pids /run/pids && mkdir ${group} && { ${move(group)}; }`,
  );
});
afterAll(async () => {
  await host.root(`${roomy}; ${move('/run/pids')}; rmdir ${group}`);
});

/** Its second look waits at a gate, without a process of its own, and its handler is due from the first task on. */
function project(name: string): string {
  const gate = `{ [ ! -p /run/gate ] || { : >/run/${name}.waits; read -r _ </run/gate; }; } && [ -e /srv/${name}.done ]`;
  return host.project(
    [
      { copy: { content: 'x\n', dest: `/srv/${name}` }, notify: 'told' },
      { command: { argv: ['touch', `/srv/${name}.done`], unless: gate } },
    ],
    { handlers: [{ name: 'told', shell: `echo told >>/run/${name}.told` }] },
  );
}

const makeGate = 'rm -f /run/gate; mkfifo /run/gate';
const openGate = 'echo go >/run/gate; rm /run/gate';
const waits = (name: string) => `[ -e /run/${name}.waits ]`;

it('from the start: the host is unreachable, its processes are named, and the next run is fine', async () => {
  const folder = project('start');
  await host.root(crowded);
  const applied = await host.apply(folder, '--connect-timeout', '3');
  await host.root(roomy);
  await expectTold('processes-start', applied);
  await host.expectFine(folder);
});

it('from the middle of the run on: so too, and what is due is done by the next run', async () => {
  await host.root(makeGate);
  const folder = project('middle');
  const hitting = host.root(when(waits('middle'), `${crowded}; ${openGate}`));
  const applied = await host.apply(folder, '--reconnect-timeout', '4', '--connect-timeout', '3');
  await hitting;
  await host.root(roomy);
  await expectTold('processes-middle', applied);
  await host.expectFine(folder);
  expect(await host.root('cat /run/middle.told')).toBe('told\n');
});

if (everyFault)
  it('for a while: the same run goes on', async () => {
    await host.root(makeGate);
    const folder = project('while');
    const hitting = host.root(when(waits('while'), `${crowded}; ${openGate}; sleep 3; ${roomy}`));
    const applied = await host.apply(folder);
    await hitting;
    await expectTold('processes-while', applied);
    await host.expectFine(folder);
  });
