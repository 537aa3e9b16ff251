// Taking labs down, and whatever a crashed `lab up` has left: everything is found by its record, and only that.
import { fail } from '../problem.js';
import { removeFolder } from './folder.js';
import { restoreInotifyLimit } from './inotify.js';
import type { Say } from './lab.js';
import { isMachineRunning, removeMachine } from './machine.js';
import { removeNetwork } from './network.js';
import {
  failNameTaken,
  forgetLab,
  isMakerAlive,
  type LabRecord,
  machinesOf,
  readRecord,
  recordedNames,
} from './record.js';

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
  return chosen;
}

/** Removes what a record speaks of, made or not. The record goes last, so that a crash here leaves it to find. */
export async function removeLab(record: LabRecord): Promise<void> {
  await Promise.all(machinesOf(record).map(([, machine]) => removeMachine(machine)));
  await removeNetwork(record);
  await removeFolder(record.folder);
  await forgetLab(record.name);
  await restoreInotifyLimit();
}

/** Removes what a dead `lab up` left under this name, or a lab that did not survive a reboot; refuses a living one. */
export async function makeRoomFor(name: string, say: Say): Promise<void> {
  if (!(await recordedNames()).includes(name)) return;
  const record = await readRecord(name);
  if (record === undefined) return forgetLab(name);
  if (record.state === 'up' ? await isLabRunning(record) : await isMakerAlive(record)) failNameTaken(name);
  say(`lab: removing what is left of an earlier lab "${name}"`);
  await removeLab(record);
}

export async function isLabRunning(record: LabRecord): Promise<boolean> {
  const running = await Promise.all(machinesOf(record).map(([, machine]) => isMachineRunning(machine)));
  return running.includes(true);
}
