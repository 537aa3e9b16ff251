// The lock that keeps two runs from changing one host at once.

import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOCK_BUSY, lockScript } from '../../src/shell/lock.js';
import { useLocks } from './locks.js';

const take = useLocks();
const takeLock = (holder: string, flock: boolean) => take(lockScript(holder), flock);

async function end(child: ChildProcess, signal: 'SIGKILL' | 'end'): Promise<void> {
  const closed = new Promise((resolve) => child.on('exit', resolve));
  if (signal === 'SIGKILL') child.kill('SIGKILL');
  else child.stdin?.end();
  await closed;
}

describe.each([
  ['flock', true],
  ['a directory', false],
])('the lock by %s', (_, flock) => {
  it('is had by one, and tells the other who has it', async () => {
    expect(await takeLock('ann on desk', flock)).toMatchObject({ code: 0, said: '' });
    expect(await takeLock('bob', flock)).toMatchObject({ code: LOCK_BUSY, said: 'ann on desk\n' });
  });

  it.each(['end', 'SIGKILL'] as const)('is free again after its holder ended by %s', async (how) => {
    const { child } = await takeLock('ann', flock);
    await end(child, how);
    expect(await takeLock('bob', flock)).toMatchObject({ code: 0 });
  });

  it("holds any holder's name, in a folder that only its user reads", async () => {
    const { home } = await takeLock("it's $(me) `x` \\", flock);
    const folder = join(home, '.local/state/hostwright');
    expect(readFileSync(join(folder, 'holder'), 'utf8')).toBe("it's $(me) `x` \\\n");
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(readdirSync(folder)).toContain('lock');
  });
});

it('a flock that fails is no other run: it says why', async () => {
  // Nobody has descriptor 8, so the real flock fails, as where a shell closes what is above 2.
  const failing = 'flock() { command flock -n 8 8>&-; }';
  const { code, said } = await take(`${failing}\n${lockScript('ann')} 2>&1`, true);
  expect(code).toBe(1);
  expect(said).toBe('flock: 8: Bad file descriptor\n');
});
