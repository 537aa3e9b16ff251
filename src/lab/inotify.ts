// Every systemd takes several inotify instances; the kernel's default of 128 a user is enough for about 20 hosts.
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import type { Say } from './lab.js';
import { readRecord, recordedNames, STATE_FOLDER } from './record.js';

const LIMIT = '/proc/sys/fs/inotify/max_user_instances';
const ENOUGH = 8192;
const HOSTS_WITHIN_DEFAULT = 20;

/** What the limit was before a lab raised it; gone when no lab has. */
const BEFORE = `${STATE_FOLDER}/inotify-before`;

export async function raiseInotifyLimit(say: Say): Promise<void> {
  const limit = (await readFile(LIMIT, 'utf8')).trim();
  if ((await countHosts()) <= HOSTS_WITHIN_DEFAULT || Number(limit) >= ENOUGH) return;
  say(`lab: raising fs.inotify.max_user_instances from ${limit} to ${ENOUGH} until the last lab is down`);
  if (!existsSync(BEFORE)) await writeFile(BEFORE, limit);
  await writeFile(LIMIT, String(ENOUGH));
}

/** Gives the old limit back when no lab is left. */
export async function restoreInotifyLimit(): Promise<void> {
  if (!existsSync(BEFORE) || (await recordedNames()).length > 0) return;
  await writeFile(LIMIT, await readFile(BEFORE, 'utf8'));
  await rm(BEFORE);
}

async function countHosts(): Promise<number> {
  const records = await Promise.all((await recordedNames()).map(readRecord));
  return records.reduce((sum, record) => sum + (record?.hosts.length ?? 0), 0);
}
