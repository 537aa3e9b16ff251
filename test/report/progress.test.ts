import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../src/event.js';
import { openReport, type Report } from '../../src/report/index.js';
import { applied, planned } from './events.js';
import { fleetRun } from './fleet.js';
import { type FakeStream, fakeStream } from './streams.js';
import { showOn } from './terminal.js';

const fleet = fleetRun(40, 5);

async function textOf(format: 'lines' | 'progress', events: readonly RunEvent[]): Promise<string> {
  const output = fakeStream(80, 24);
  const report = openReport(format, { stdout: output.stream, diff: true, colour: false });
  for (const event of events) {
    report.on(event);
    await nextTurn();
  }
  await report.close();
  return output.text();
}

function openTerminal(columns: number, rows: number): { output: FakeStream; report: Report } {
  const output = fakeStream(columns, rows);
  return { output, report: openReport('progress', { stdout: output.stream, diff: false, colour: false }) };
}

beforeEach(() => {
  vi.stubEnv('TERM', 'xterm-256color');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('progress', () => {
  it.each([
    ['an apply', applied],
    ['a plan', planned],
    ['a fleet', fleet],
    ['an empty run', []],
  ])('%s leaves the terminal with exactly what the lines report says', async (_, events) => {
    const picture = showOn(await textOf('progress', events));
    expect(`${picture.lines.join('\n')}`).toBe(await textOf('lines', events));
    expect(picture.cursorShown).toBe(true);
  });

  it.each([
    [80, 24],
    [40, 10],
    [80, 5],
    [20, 4],
  ])('keeps the block within a terminal of %i by %i', async (columns, rows) => {
    const { output, report } = openTerminal(columns, rows);
    for (const event of fleet.slice(0, 140)) report.on(event);
    const before = showOn(output.text()).lines.length;
    await sleep(150);
    const { lines } = showOn(output.text());
    expect(before).toBeGreaterThan(0);
    const block = lines.slice(lines.findIndex((line) => line.includes(' of 40')) - 1);
    expect(block.length - 1).toBeLessThanOrEqual(Math.max(1, rows - 4));
    for (const line of block) expect(line.length).toBeLessThan(columns);
    await report.close();
  });

  it('follows a terminal that changes its size', async () => {
    const { output, report } = openTerminal(100, 30);
    for (const event of fleet.slice(0, 60)) report.on(event);
    output.resize(50, 12);
    const before = output.text().length;
    await sleep(150);
    const last = showOn(output.text().slice(before)).lines;
    expect(last.length).toBeLessThanOrEqual(12 - 3);
    for (const line of last) expect(line.length).toBeLessThan(50);
    await report.close();
  });

  it('draws ten times a second at most, however many events come', async () => {
    const { output, report } = openTerminal(120, 50);
    const events = fleetRun(1_000, 5);
    const began = performance.now();
    for (const [index, event] of events.entries()) {
      report.on(event);
      if (index % 500 === 0) await sleep(5);
    }
    await report.close();
    const pictures = (performance.now() - began) / 100;
    // Beyond the timer's: the run's first line, the play's first picture, the recap, the end.
    expect(output.writes()).toBeLessThanOrEqual(pictures + 6);
  });

  it('draws on a terminal that does not know its size as on one of 80 by 24', async () => {
    const { output, report } = openTerminal(0, 0);
    for (const event of fleet.slice(0, 60)) report.on(event);
    await sleep(250);
    await report.close();
    expect(output.text()).not.toMatch(/Infinity|NaN/);
    expect(showOn(output.text()).lines.slice(0, 3)).toEqual([
      'Applying fleet.yml to 40 hosts',
      '',
      'A fleet  40 hosts, 5 tasks',
    ]);
  });

  it('is plain lines on a terminal that cannot draw', async () => {
    vi.stubEnv('TERM', 'dumb');
    expect(await textOf('progress', applied)).toBe(await textOf('lines', applied));
  });

  it('leaves the terminal to a question, and tells afterwards what happened meanwhile', async () => {
    const { output, report } = openTerminal(80, 24);
    for (const event of fleet.slice(0, 60)) report.on(event);
    const answer = await report.pause(async () => {
      const before = output.text();
      expect(showOn(before).cursorShown).toBe(true);
      report.on({ type: 'warning', message: 'meanwhile' });
      await sleep(250);
      expect(output.text()).toBe(before);
      return 'yes';
    });
    expect(answer).toBe('yes');
    expect(showOn(output.text()).lines).toContain('warning: meanwhile');
    await report.close();
  });

  it('can be closed in the middle of a play, and leaves no listener behind', async () => {
    const listeners = process.listenerCount('SIGINT') + process.listenerCount('exit');
    const { output, report } = openTerminal(80, 24);
    for (const event of applied.slice(0, 12)) report.on(event);
    await report.close();
    expect(showOn(output.text()).cursorShown).toBe(true);
    expect(process.listenerCount('SIGINT') + process.listenerCount('exit')).toBe(listeners);
  });
});
