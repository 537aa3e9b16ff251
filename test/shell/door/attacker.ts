// Somebody on the host who swaps whatever is theirs for links, directories and files, as fast as they can, while root works
// there. What is outside of their folders is compared before and after.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** `nobody`, on every Linux. */
export const uid = 65534;

export interface World {
  readonly folder: string;
  /** Theirs. */
  readonly home: string;
  /** Root's, where everybody may write: `/tmp` again. */
  readonly sticky: string;
  /** Root's own state, where transactions are. */
  readonly state: string;
  /** What must stay as it is, as a text. */
  outside(): string;
  remove(): void;
}

export function makeWorld(): World {
  const folder = mkdtempSync(`${tmpdir()}/hostwright-attacker-`);
  const [home, sticky] = [`${folder}/home`, `${folder}/sticky`];
  chmodSync(folder, 0o755);
  mkdirSync(`${folder}/outside/d`, { recursive: true });
  writeFileSync(`${folder}/outside/f`, 'kept', { mode: 0o600 });
  writeFileSync(`${folder}/outside/d/f`, 'kept', { mode: 0o600 });
  mkdirSync(home);
  chownSync(home, uid, uid);
  mkdirSync(sticky);
  chmodSync(sticky, 0o1777);
  const look = `cd ${folder}; find . -path ./home -prune -o -path ./sticky -prune -o -printf '%p %y %m %U %G %s %T@ %l\\n' | sort; cat outside/f outside/d/f`;
  return {
    folder,
    home,
    sticky,
    outside: () => execFileSync('sh', ['-c', look], { encoding: 'utf8' }),
    state: `${folder}-state`,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
      rmSync(`${folder}-state`, { recursive: true, force: true });
    },
  };
}

/**
 * For node, as whoever attacks: the folder in which it works, the one where it wants root to go (with a file f, and a directory
 * d), and the names that it swaps, for the first or the second of these in turn. It says when it begins.
 */
export const attackLoop = `
const fs = require('node:fs');
const [folder, outside, ...names] = process.argv.slice(process.argv[1] === __filename ? 2 : 1);
const quietly = (deed) => { try { deed(); } catch {} };
const becomes = {
  link: (at, kind) => fs.symlinkSync(outside + '/' + kind, at),
  file: (at) => fs.writeFileSync(at, 'events {\\n}\\n'),
  directory: (at) => { fs.mkdirSync(at); quietly(() => fs.writeFileSync(at + '/f', 'theirs')); quietly(() => fs.mkdirSync(at + '/sub')); },
  hard: (at, kind) => fs.linkSync(outside + '/' + kind, at),
};
process.stdout.write('begun');
for (let turn = 0; ; turn += 1) {
  for (const [index, name] of names.entries()) {
    const at = folder + '/' + name;
    const how = ['link', 'directory', 'file', 'hard'][turn % 4];
    const [next, old] = [folder + '/.next-' + name, folder + '/.old-' + name];
    quietly(() => fs.rmSync(next, { recursive: true, force: true }));
    quietly(() => becomes[how](next, ['f', 'd'][index % 2]));
    quietly(() => fs.renameSync(at, old));
    quietly(() => fs.renameSync(next, at));
    quietly(() => fs.rmSync(old, { recursive: true, force: true }));
  }
  // At full speed nothing is there for long enough to be worked on: half of the time it lets root begin.
  if (turn % 64 >= 32) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.random() * 10);
  quietly(() => {
    for (const name of fs.readdirSync(folder)) if (name.startsWith('.hostwright')) {
      quietly(() => fs.unlinkSync(folder + '/' + name));
      quietly(() => fs.symlinkSync(outside + '/f', folder + '/' + name));
    }
  });
}`;

/** Runs the deed while somebody attacks the folder. */
export async function underAttack(folder: string, world: World, deed: () => Promise<void>): Promise<void> {
  const args = ['-e', attackLoop, folder, `${world.folder}/outside`, 'f', 'd'];
  const child: ChildProcess = spawn(process.execPath, args, {
    uid,
    gid: uid,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  try {
    await sleep(5);
    await deed();
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}
