// The language, key by key: a small playbook and what it reports, on hosts of the model, looking one task ahead and 32.

import { describe, expect, it } from 'vitest';
import { isOutcome } from '../../src/event.js';
import { runModel } from '../engine/run_model.js';
import { blockRows } from './block_rows.js';
import { forEachRows } from './for_each_rows.js';
import { handlerRows } from './handler_rows.js';
import { includeRows } from './include_rows.js';
import { playRows } from './play_rows.js';
import { rendezvousRows } from './rendezvous_rows.js';
import { roleRows } from './role_rows.js';
import { lineOf, playsOf, type Row, worldOf } from './row.js';
import { taskKeyRows } from './task_keys.js';

const suites: Readonly<Record<string, readonly Row[]>> = {
  'keys of tasks': taskKeyRows,
  'for each entry': forEachRows,
  blocks: blockRows,
  plays: playRows,
  'imports and roles': roleRows,
  includes: includeRows,
  rendezvous: rendezvousRows,
  handlers: handlerRows,
};

describe.each(Object.entries(suites))('%s', (_, rows) => {
  describe.each(rows)('$key', (row) => {
    it.each([1, 32])('window %i', async (window) => {
      const hosts = row.hosts ?? ['h1'];
      const world = worldOf(row, hosts);
      const { events } = await runModel({
        plays: playsOf(row),
        files: row.files ?? {},
        check: true,
        hosts,
        world,
        window,
        forks: row.forks ?? 3,
        mode: row.mode ?? 'apply',
        ...(row.tags && { tags: new Set(row.tags) }),
      });
      const byHost = hosts.flatMap((host) =>
        events
          .filter(isOutcome)
          .filter((outcome) => outcome.host === host)
          .map(lineOf),
      );
      expect(byHost).toEqual(row.report);
      for (const [name, value] of Object.entries(row.after ?? {}))
        expect(world.hosts.get('h1')?.get(name), name).toBe(value);
    });
  });
});
