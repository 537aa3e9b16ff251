// Taking labs down, and whatever a crashed `lab up` has left: everything is found by its record, and only that.
import { existsSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail } from '../problem.js';
import { restoreInotifyLimit } from './inotify.js';
import { LAB_FILES, type Say } from './lab.js';
import { removeMachine } from './machine.js';
import { removeNetwork } from './network.js';
import { forgetLab, type LabRecord, machinesOf, readRecord, recordedNames } from './record.js';

/** Answers the names of what it removed: the named lab, or all labs and leftovers. Nothing there is nothing to do. */
export async function labDown(options: {
  readonly name?: string;
  readonly say: Say;
}): Promise<readonly string[]> {
  const { name, say } = options;
  const names = await recordedNames();
  if (name !== undefined && !names.includes(name)) {
    fail(`there is no lab named "${name}"`, undefined, `labs: ${names.join(', ') || 'none'}`);
  }
  const chosen = name === undefined ? names : [name];
  for (const each of chosen) {
    const record = await readRecord(each);
    await (record === undefined ? forgetLab(each) : removeLab(record));
    say(`lab: ${each} is down`);
  }
  await restoreInotifyLimit();
  return chosen;
}

/** Removes what a record speaks of, made or not. The record goes last, so that a crash here leaves it to find. */
export async function removeLab(record: LabRecord): Promise<void> {
  await Promise.all(machinesOf(record).map(([, machine]) => removeMachine(machine)));
  await removeNetwork(record);
  for (const file of LAB_FILES) await rm(`${record.folder}/${file}`, { force: true });
  await removeEmptyFolder(record.folder);
  await removeEmptyFolder(dirname(record.folder));
  await forgetLab(record.name);
}

/** A folder in which the user keeps something of his own stays. */
async function removeEmptyFolder(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY') throw error;
  });
}
