// The README's first command: the demo passes. It spawns what `npm run demo` runs, and leaves no lab behind.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const inProject = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

it('the demo passes', () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [inProject('node_modules/tsx/dist/cli.mjs'), inProject('test/demo.ts')],
    { encoding: 'utf8', maxBuffer: 2 ** 26 },
  );

  expect(stdout).toContain('\nThe demo passed.\n');
  expect(status).toBe(0);
});
