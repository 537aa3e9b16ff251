// The lock between real shells, with flock and without it. A user's folder stands in for root's.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

export interface Taken {
  readonly code: number;
  readonly said: string;
  readonly child: ChildProcess;
  /** The home of all who want the lock. */
  readonly home: string;
}

/**
 * Call in a describe block.
 *
 * @returns a shell that takes the lock by a script, says how that went, and holds it until its input ends
 */
export function useLocks(): (script: string, flock: boolean) => Promise<Taken> {
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
  return (script, flock) => {
    const whole = `${hideFlock(flock)}
${script.replace('[ -w /var/lib ]', 'false')}
echo "code $?"
while read -r line; do :; done`;
    const child = spawn('dash', ['-c', whole], {
      env: { ...process.env, HOME: home },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    running.push(child);
    return new Promise((resolve) => {
      let said = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const code = /code (\d+)\n/.exec(said)?.[1];
        if (code !== undefined)
          resolve({ code: Number(code), said: said.replace(/code \d+\n/, ''), child, home });
      });
    });
  };
}

function hideFlock(flock: boolean): string {
  return flock ? '' : 'command() { [ "$2" != flock ]; }';
}
