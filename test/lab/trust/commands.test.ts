// The fault table: commands that never end, do not want to, pretend to have ended, or talk too much.

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { expectTold, spreadOf, useFaultyHost } from './faulty_host.js';

const host = useFaultyHost();

const wedge = 'trap "" TERM HUP; while :; do sleep 0.5; done';

const faults = [
  { name: 'mute', fault: 'closes its output and stays', shell: `exec >&- 2>&-; ${wedge}` },
  { name: 'never', fault: 'never ends', shell: 'echo on my way; sleep 987' },
  { name: 'wedge', fault: 'ignores SIGTERM', shell: wedge },
];

describe.each(spreadOf(faults))('a command that $fault', ({ name, shell }) => {
  it('is ended by its timeout, with all that it started, and the next run is fine', async () => {
    const mark = `/run/hang-${name}`;
    const folder = host.project(
      [
        {
          shell: { cmd: `[ -e ${mark} ] || { touch ${mark}; ${shell}; }` },
          timeout: 3,
          changed_when: false,
          notify: 'told',
        },
        { copy: { content: 'x\n', dest: `/srv/${name}` } },
      ],
      { handlers: [{ name: 'told', shell: `echo told >>/run/${name}.told` }] },
    );
    const applied = await host.apply(folder);
    await expectTold(`command-${name}`, applied);
    expect(applied.recap).toMatchObject({ failed: 1, unreachable: 0 });
    expect(await host.root('pgrep -a sleep || :')).toBe('');
    await host.expectFine(folder);
  });
});

it('a background process that keeps the output open delays nothing', async () => {
  const folder = host.project([
    { shell: { cmd: 'sleep 987 & touch /srv/background', creates: '/srv/background' } },
    { copy: { content: 'x\n', dest: '/srv/behind' } },
  ]);
  const { code, said } = await host.apply(folder);
  expect(code, said).toBe(0);
  // It is running still, so nobody waited for it.
  await host.root('pgrep -f "^sleep 987"');
  await host.expectFine(folder);
  await host.root('pkill -f "^sleep 987" || :');
});

it('a command that prints 2 GB: the controller stays small, and the output is cut', async () => {
  const folder = host.project([
    { shell: { cmd: 'head -c 2147483648 /dev/zero && touch /srv/printed', creates: '/srv/printed' } },
  ]);
  const run = host.start(folder, '-o', 'lines');
  let peak = 0;
  let isOver = false;
  const ended = run.ended.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    peak = Math.max(peak, residentMegabytes(run.child.pid));
    await sleep(100);
  }
  const { code, stderr } = await ended;
  expect(code, stderr).toBe(0);
  expect(peak).toBeGreaterThan(30);
  expect(peak).toBeLessThan(400);
  await host.expectFine(folder);
});

/** The most that a process ever had in memory, from proc(5); 0 where it is gone. */
function residentMegabytes(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
