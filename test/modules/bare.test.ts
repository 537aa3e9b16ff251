// A bare host is never a crash: every probe on a machine that has busybox and nothing else, or nothing at all.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { allLaws } from '../lab/laws/index.js';
import { answersOnBareHost, type Ground } from '../lab/laws/laws.js';
import { runLocally } from './local_shell.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-bare-`);
  for (const name of ['busybox', 'nothing']) mkdirSync(`${folder}/${name}`);
  spawnSync('busybox', ['--install', '-s', `${folder}/busybox`]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['busybox', 'nothing'])('%s on the PATH', (name) => {
  describe.each(allLaws)('$module', (laws) => {
    it.each(laws.cases('/srv/no-such-folder'))('$title', async (law) => {
      await answersOnBareHost(laws, law, ground(`${folder}/${name}`));
    });
  });
});

function ground(path: string): Ground {
  const run = async (script: string) =>
    runLocally(['/usr/bin/dash'], script, Buffer.alloc(0), { PATH: path });
  return {
    look: (_as, script) => run(script),
    act: (_as, { script }) => run(script),
    snapshot: async () => '',
  };
}
