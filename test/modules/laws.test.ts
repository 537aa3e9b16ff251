// The laws in the shells of this machine, for the modules that need no more than a folder. On real hosts, for all
// modules: test/lab/laws.test.ts.

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { allLaws } from '../lab/laws/index.js';
import { type Ground, keepsLaws } from '../lab/laws/laws.js';
import { localShells, runLocally } from './local_shell.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-laws-`);
  chmodSync(folder, 0o755);
  process.umask(0o022);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const isRoot = process.getuid?.() === 0;

describe.each(localShells)('$name', ({ name, shell }) => {
  describe.each(allLaws.filter(({ local }) => local === true || (local === 'gnu' && name !== 'busybox')))(
    '$module',
    (laws) => {
      it.runIf(isRoot).each(laws.cases('').map(({ title }, at) => ({ title, at })))(
        '$title',
        async ({ at }) => {
          const law = laws.cases(folder)[at];
          if (law && law.as === undefined) await keepsLaws(laws, law, ground(shell, folder));
        },
      );
    },
  );
});

function ground(shell: readonly string[], folder: string): Ground {
  return {
    look: async (_as, script) => runLocally(shell, script),
    act: async (_as, { script, input }) => runLocally(shell, script, input),
    snapshot: async () =>
      runLocally(['sh'], `find ${folder} -printf '%p %y %m %U %G %s %T@ %C@ %l\\n' | sort`).stdout.toString(),
  };
}
