import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/event.js';
import { openBoard, updateBoard } from '../../src/report/board.js';
import { frameLines } from '../../src/report/frame.js';
import { glyphsFor } from '../../src/report/glyphs.js';
import { plainStyle } from '../../src/report/style.js';
import { textWidth } from '../../src/report/width.js';
import { anyEvent } from './arbitrary_event.js';
import { outcome, title } from './events.js';

const glyphs = glyphsFor({ LANG: 'C.UTF-8' });

/** The picture after events that came a second apart, one second later. */
function pictureOf(hosts: readonly string[], events: readonly RunEvent[], rows = 24, columns = 80): string[] {
  const board = openBoard({ type: 'play', name: 'Secure websocket', hosts, tasks: 4 }, 0);
  for (const [index, event] of events.entries()) updateBoard(board, event, (index + 1) * 1_000);
  const now = (events.length + 1) * 1_000;
  return frameLines(board, { columns, rows, style: plainStyle, diff: false }, now, glyphs);
}

const install = title(1, 'Install nginx');
const check = title(2, 'Check');

describe('frameLines', () => {
  it('shows every host, and what it does, where they fit', () => {
    const hosts = ['web-1', 'web-2', 'web-3', 'web-4', 'long-name-5'];
    const lines = pictureOf(hosts, [
      { type: 'host', host: 'web-1', state: 'connected' },
      outcome('web-1', install, 'changed'),
      outcome('web-1', title(3, 'A loop', { item: 'a' }), 'ok'),
      outcome('web-1', title(3, 'A loop', { item: 'b' }), 'ok'),
      { type: 'host', host: 'web-1', state: 'done' },
      { type: 'host', host: 'web-2', state: 'connecting' },
      outcome('web-3', check, 'failed', { message: 'no' }),
      { type: 'host', host: 'web-3', state: 'done' },
      { type: 'start', host: 'web-4', task: install },
      { type: 'line', host: 'web-4', task: install, text: 'Unpacking\t\u001b[2Jnginx' },
    ]);
    expect(lines).toEqual([
      '',
      '━━━━━━━━────────────  2 of 5 hosts  11 s  Secure websocket',
      '✔ web-1        2/4  1 changed  ',
      '⠋ web-2        0/4  connecting',
      '✖ web-3        1/4  failed: Check',
      '⠋ web-4        0/4  Install nginx  2.0 s  Unpacking\\t\\x1b[2Jnginx',
      '· long-name-5  0/4  waiting',
    ]);
  });

  it('puts failed hosts and hosts at work first where not all fit, and counts the rest', () => {
    const hosts = Array.from({ length: 40 }, (_, index) => `n${index + 1}`);
    const lines = pictureOf(
      hosts,
      [
        { type: 'host', host: 'n1', state: 'done' },
        outcome('n7', check, 'failed'),
        { type: 'start', host: 'n30', task: install },
        { type: 'host', host: 'n20', state: 'connecting' },
      ],
      10,
    );
    expect(lines).toEqual([
      '',
      '────────────────────  1 of 40 hosts  5.0 s  Secure websocket',
      '✖ n7   1/4  failed: Check',
      '⠋ n30  0/4  Install nginx  2.0 s',
      '⠋ n20  0/4  connecting',
      '  and 37 more: 36 waiting, 1 done',
    ]);
  });

  it('fits any terminal and shows nothing raw, whatever comes', () => {
    const events = fc.array(anyEvent, { maxLength: 20 });
    const hosts = fc.array(
      fc.oneof(fc.constantFrom('web-1', 'web-2', 'constructor'), fc.string({ unit: 'binary' })),
    );
    const size = fc.tuple(fc.integer({ min: 2, max: 120 }), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(events, hosts, size, (given, names, [columns, rows]) => {
        const lines = pictureOf(names, given, rows, columns);
        expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 4));
        for (const line of lines) {
          expect(textWidth(line)).toBeLessThan(columns);
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        }
      }),
    );
  });
});

describe('glyphsFor', () => {
  it.each([
    [{ LANG: 'en_US.UTF-8' }, '✔'],
    [{ LC_ALL: 'de_DE.utf8' }, '✔'],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, '+'],
    [{ LANG: 'C.UTF-8', TERM: 'linux' }, '+'],
    [{}, '+'],
  ])('%j', (env, sign) => expect(glyphsFor(env).done).toBe(sign));
});
