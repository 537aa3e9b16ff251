// For tests that change this machine itself: a state folder of their own, since one lock holds for each machine.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const mount = 'mkdir -p /var/lib/hostwright && mount --bind "$0" /var/lib/hostwright && exec "$@"';

/**
 * Call at the top of a file. @returns words before a command that give it the state folder of the file. Root's folder is
 * always /var/lib/hostwright, so it gets a mount namespace; anybody else's is below HOME.
 */
export function useOwnState(): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-state-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const isRoot = userInfo().uid === 0;
  return isRoot ? ['unshare', '--mount', 'sh', '-c', mount, folder] : ['env', `HOME=${folder}`];
}
