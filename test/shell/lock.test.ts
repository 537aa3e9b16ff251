import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOCK_BUSY, lockScript } from '../../src/shell/lock.js';

// The lock between real shells, with flock and without it. A user's folder stands in for root's.

let home: string;
let running: ChildProcess[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hostwright-lock-'));
});
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running = [];
  rmSync(home, { recursive: true, force: true });
});

/** A shell that takes the lock, says how that went, and holds it until its input ends. */
function takeLock(
  holder: string,
  flock: boolean,
): Promise<{ code: number; said: string; child: ChildProcess }> {
  const script = `${hideFlock(flock)}
${lockScript(holder).replace('[ -w /var/lib ]', 'false')}
echo "code $?"
while read -r line; do :; done`;
  const child = spawn('dash', ['-c', script], {
    env: { ...process.env, HOME: home },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  running.push(child);
  return new Promise((resolve) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const code = /code (\d+)\n/.exec(said)?.[1];
      if (code !== undefined) resolve({ code: Number(code), said: said.replace(/code \d+\n/, ''), child });
    });
  });
}

function hideFlock(flock: boolean): string {
  return flock ? '' : 'command() { [ "$2" != flock ]; }';
}

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
    await takeLock("it's $(me) `x` \\", flock);
    const folder = join(home, '.local/state/hostwright');
    expect(readFileSync(join(folder, 'holder'), 'utf8')).toBe("it's $(me) `x` \\\n");
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(readdirSync(folder)).toContain('lock');
  });
});
