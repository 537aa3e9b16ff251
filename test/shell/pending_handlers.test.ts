import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Snippet } from '../../src/connection.js';
import {
  listPendingHandlers,
  PENDING_SEPARATOR,
  recordPendingHandler,
  removePendingHandlers,
} from '../../src/shell/pending_handlers.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hostwright-debts-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const run = ({ script, input }: Snippet) =>
  execFileSync('dash', ['-c', script.replaceAll('[ -w /var/lib ]', 'false')], {
    env: { ...process.env, HOME: home },
    input: input ?? '',
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
  });
const read = () => run({ script: listPendingHandlers }).split(PENDING_SEPARATOR).filter(Boolean);

describe('pending handlers on a host', () => {
  it('are none at first', () => {
    expect(read()).toEqual([]);
  });

  it('hold any text, and are gone when they are crossed off', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        run(recordPendingHandler('abc1', text));
        expect(read()).toEqual([text]);
        run(removePendingHandlers(['abc1', 'never']));
        expect(read()).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('are read by their user alone, and leave nothing else behind', () => {
    run(recordPendingHandler('a1', '{}'));
    run(recordPendingHandler('b2', '{"x":1}'));
    const folder = join(home, '.local/state/hostwright/debts');
    expect(readdirSync(folder).sort()).toEqual(['a1.json', 'b2.json']);
    expect(statSync(join(folder, 'a1.json')).mode & 0o077).toBe(0);
  });

  it('that arrive incomplete, because the connection is lost, are not written down', () => {
    const { script } = recordPendingHandler('a1', '{"name":"reload"}');
    for (const input of ['', '{"name":']) {
      expect(() => run({ script, input: Buffer.from(input) })).toThrow(/nothing was changed/);
    }
    expect(readdirSync(join(home, '.local/state/hostwright/debts'))).toEqual([]);
  });

  it('that cannot be written down fail the step before anything is changed', () => {
    writeFileSync(join(home, '.local'), 'in the way');
    expect(() => run({ script: recordPendingHandler('a1', '{}').script })).toThrow(/nothing was changed/);
  });
});
