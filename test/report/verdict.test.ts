import { describe, expect, it } from 'vitest';
import type { HostRecap, Mode } from '../../src/event.js';
import { plainStyle } from '../../src/report/style.js';
import { verdictLines } from '../../src/report/verdict.js';
import { zero } from './events.js';

const page = { columns: 200, rows: 24, style: plainStyle, diff: false };

function verdictOf(mode: Mode, recaps: readonly Partial<HostRecap>[], interrupted = false): string {
  const hosts = Object.fromEntries(recaps.map((counts, index) => [`h${index}`, { ...zero, ...counts }]));
  return verdictLines({ type: 'recap', hosts, ms: 1, interrupted }, mode, page).join(' ');
}

describe('verdictLines', () => {
  it.each<[Mode, Partial<HostRecap>[], string]>([
    ['plan', [{ ok: 3 }, { ok: 3 }], 'In sync: nothing to change on 2 hosts.'],
    [
      'plan',
      [{ would_change: 2 }, {}],
      '2 pending changes on 1 of 2 hosts. Nothing was touched; apply makes the changes.',
    ],
    ['plan', [{ unknown: 1 }], '1 not known yet. Nothing was touched; apply makes the changes.'],
    ['plan', [{ failed: 1 }], '1 host failed. Nothing was touched; the plan is not complete.'],
    ['apply', [{ ok: 3 }, { ok: 3 }], 'Done: 0 changed on 2 hosts.'],
    ['apply', [{ changed: 1 }], 'Done: 1 change on 1 host.'],
    [
      'apply',
      [{ changed: 1 }, { changed: 2, ignored: 1 }],
      'Done: 3 changes on all 2 hosts, 1 failure ignored.',
    ],
    ['apply', [{ ignored: 1 }], 'Done: 0 changed on 1 host, 1 failure ignored.'],
    [
      'apply',
      [{ failed: 1, changed: 1 }, { unreachable: 1 }, {}],
      '1 host failed, 1 host could not be reached, 1 change on 1 of 3 hosts. ' +
        'What is done stays done: mend the cause and run the same command again.',
    ],
  ])('%s of %j', (mode, recaps, text) => expect(verdictOf(mode, recaps)).toBe(text));

  it('says that an interrupted run can go on', () => {
    expect(verdictOf('apply', [{ changed: 2 }, {}], true)).toBe(
      'Interrupted: 2 changes on 1 of 2 hosts. Run the same command again to go on.',
    );
  });
});
