// What the lab has made or is about to make, on disk, so that anything can be found and removed after a crash.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { fail } from '../problem.js';
import { LAB_NUMBERS, type LabHost, machineName } from './lab.js';
import type { Machine } from './machine.js';

/** A lab's record. Its number gives the names of its bridge, namespaces, interfaces and cgroups. */
export interface LabRecord {
  readonly name: string;
  readonly number: number;
  readonly folder: string;
  readonly hosts: readonly LabHost[];
  /** `making` until every host has answered; a lab left in this state by a dead maker is a leftover. */
  readonly state: 'making' | 'up';
  readonly maker: Maker;
}

/** A process that cannot be mistaken for a later one with the same id: proc(5), field 22 of /proc/PID/stat. */
interface Maker {
  readonly pid: number;
  readonly started: string;
}

/** Records, and the hosts' own file systems, which must not outlive their record. */
export const STATE_FOLDER = '/var/lib/hostwright-lab';

function labFolder(name: string): string {
  return `${STATE_FOLDER}/labs/${name}`;
}

/** Each host with the machine that plays it. */
export function machinesOf({ name, number, hosts }: LabRecord): readonly (readonly [LabHost, Machine])[] {
  return hosts.map((host, index) => [
    host,
    {
      name: machineName(number, index + 1),
      folder: `${labFolder(name)}/hosts/${host.name}`,
      hostname: host.name,
    },
  ]);
}

/**
 * Takes a lab's name and number for this process and writes the record, before anything else is made. Both are
 * taken by creating what must not exist yet, so two labs coming up at once cannot take the same. A number is taken by a
 * link that holds the lab's name: unlike a file it cannot be found half-written.
 */
export async function claimLab(
  name: string,
  folder: string,
  makeHosts: (number: number) => readonly LabHost[],
  isFree: (number: number) => Promise<boolean>,
): Promise<LabRecord> {
  await mkdir(`${STATE_FOLDER}/labs`, { recursive: true, mode: 0o755 });
  await mkdir(`${STATE_FOLDER}/numbers`, { recursive: true, mode: 0o755 });
  if (!(await createNew(() => mkdir(labFolder(name), { mode: 0o700 })))) {
    failNameTaken(name);
  }
  const number = await claimNumber(name, isFree);
  const record: LabRecord = {
    name,
    number,
    folder,
    hosts: makeHosts(number),
    state: 'making',
    maker: { pid: process.pid, started: (await startOf(process.pid)) ?? '' },
  };
  await writeRecord(record);
  return record;
}

export function failNameTaken(name: string): never {
  return fail(
    `a lab named "${name}" exists already`,
    undefined,
    `take it down first: hostwright lab down ${name}`,
  );
}

async function claimNumber(name: string, isFree: (number: number) => Promise<boolean>): Promise<number> {
  for (let number = 0; number < LAB_NUMBERS; number++) {
    const claim = `${STATE_FOLDER}/numbers/${number}`;
    if (!(await createNew(() => symlink(name, claim)))) continue;
    if (await isFree(number)) return number;
    await rm(claim);
  }
  return fail(
    'every lab network in 198.18.0.0/15 is in use',
    undefined,
    'remove labs with: hostwright lab down',
  );
}

async function createNew(create: () => Promise<void>): Promise<boolean> {
  try {
    await create();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

export async function writeRecord(record: LabRecord): Promise<void> {
  const file = `${labFolder(record.name)}/record.json`;
  await writeFile(`${file}.new`, JSON.stringify(record));
  await rename(`${file}.new`, file);
}

/** Undefined when there is no such lab, or its maker died before it had made anything. */
export async function readRecord(name: string): Promise<LabRecord | undefined> {
  const file = `${labFolder(name)}/record.json`;
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as LabRecord) : undefined;
}

/** The names of all labs and leftovers. */
export async function recordedNames(): Promise<readonly string[]> {
  return existsSync(`${STATE_FOLDER}/labs`) ? (await readdir(`${STATE_FOLDER}/labs`)).sort() : [];
}

/** Forgets a lab whose things are all gone. The folder goes last: it is what finds the rest. */
export async function forgetLab(name: string): Promise<void> {
  const numbers = `${STATE_FOLDER}/numbers`;
  for (const number of existsSync(numbers) ? await readdir(numbers) : []) {
    if ((await readlink(`${numbers}/${number}`)) === name) await rm(`${numbers}/${number}`);
  }
  await rm(labFolder(name), { recursive: true, force: true });
}

/** Is the process that is making this lab still at it? */
export async function isMakerAlive({ maker }: LabRecord): Promise<boolean> {
  return (await startOf(maker.pid)) === maker.started;
}

async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The command name, in parentheses, may hold spaces: count the fields after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
