// What holds for every report and any events: it never throws, and nothing in an event reaches the terminal raw.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openReport } from '../../src/report/index.js';
import { anyEvent } from './arbitrary_event.js';
import { fakeStream } from './streams.js';
import { showOn } from './terminal.js';

/** Line ends, moving up, erasing below, hiding the cursor, synchronised output. */
const ours = /[\r\n]|\u001b\[(?:\d+A|J|\?25[hl]|\?2026[hl])/g;

describe.each(['lines', 'json', 'progress'] as const)('%s', (format) => {
  it.each([true, false])('takes any event and shows it safely, diff %s', async (diff) => {
    const events = fc.array(anyEvent, { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        events,
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 40 }),
        async (given, columns, rows) => {
          const output = fakeStream(columns, rows);
          const report = openReport(format, { stdout: output.stream, diff, colour: false });
          for (const event of given) report.on(event);
          await report.close();
          expect(output.text().replace(ours, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
          expect(showOn(output.text()).cursorShown).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

it('json is the events and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyEvent, { maxLength: 8 }), async (events) => {
      const output = fakeStream(80);
      const report = openReport('json', { stdout: output.stream, diff: false });
      for (const event of events) report.on(event);
      await report.close();
      const lines = output.text().split('\n').slice(0, -1);
      expect(lines).toHaveLength(events.length);
      expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(events)));
    }),
    { numRuns: 60 },
  );
});
