// The whole of each report against a text that a person has read: test/report/golden. To renew: vitest --update.

import { describe, expect, it } from 'vitest';
import type { HostOutcome, RunEvent, TaskOutcome } from '../../src/event.js';
import { type Format, openReport } from '../../src/report/index.js';
import { applied, converged, hostile, hostileText, outcome, planned, title } from './events.js';
import { fleetRun } from './fleet.js';
import { fakeStream } from './streams.js';

async function reportOf(format: Format, events: readonly RunEvent[], columns: number, diff = false) {
  const output = fakeStream(columns);
  const report = openReport(format, { stdout: output.stream, diff, colour: false });
  for (const event of events) report.on(event);
  await report.close();
  return output.text();
}

const runs = { applied, converged, hostile, planned, fleet: fleetRun(40, 2) };

describe('lines', () => {
  it.each([
    ['applied', 80, false],
    ['applied', 60, false],
    ['applied', 80, true],
    ['planned', 80, false],
    ['planned', 60, true],
    ['converged', 80, false],
    ['fleet', 80, false],
    ['hostile', 80, true],
  ] as const)('%s at %i columns, diff %s', async (run, columns, diff) => {
    const text = await reportOf('lines', runs[run], columns, diff);
    const file = `./golden/${run}-${columns}${diff ? '-diff' : ''}.txt`;
    await expect(text).toMatchFileSnapshot(file);
  });

  it.each(Object.entries(runs))('%s holds nothing that a terminal would act on', async (_, events) => {
    const text = await reportOf('lines', events, 80, true);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });
});

describe('what happens to a host outside its tasks', () => {
  const place = { file: 'site.yml', line: 1, column: 3 };
  const why = { message: `refused ${hostileText}`, advice: 'Is sshd running there?' };
  const around = (event: HostOutcome | TaskOutcome): readonly RunEvent[] =>
    applied.toSpliced(7, 0, event).map((each) => (each.type === 'run' ? { ...each, mode: 'plan' } : each));

  it.each(['ok', 'would_change', 'failed', 'unreachable'] as const)(
    '%s, is shown as a task of that name would be, before the tasks',
    async (status) => {
      const doing = `put back: ${hostileText}`;
      const host: HostOutcome = { type: 'host_outcome', host: 'web-1', doing, place, status, ...why };
      const task = outcome('web-1', title(-1, doing, { place }), status, why);
      for (const events of [around, (event: typeof host | typeof task) => applied.with(8, event)]) {
        for (const format of ['lines', 'progress'] as const) {
          const text = await reportOf(format, events(host), 80);
          expect(text).toContain('put back: ');
          expect(text).toBe(await reportOf(format, events(task), 80));
        }
      }
    },
  );
});

describe('json', () => {
  it.each(Object.entries(runs))('%s comes back as it was', async (_, events) => {
    const lines = (await reportOf('json', events, 80)).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(events);
  });
});

describe('progress', () => {
  it('is plain lines where there is no terminal', async () => {
    expect(await reportOf('progress', applied, 80)).toBe(await reportOf('lines', applied, 80));
  });
});

describe('a reader that went away', () => {
  it('ends the report and not the run', async () => {
    const output = fakeStream(80);
    const report = openReport('lines', { stdout: output.stream, diff: false, colour: false });
    output.stream.destroy(new Error('EPIPE'));
    for (const event of applied) report.on(event);
    await report.close();
    expect(output.text()).toBe('');
  });
});
