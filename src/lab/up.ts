// Bringing a lab up: `labUp` reads as a table of contents, and what it made is removed when any step fails.
import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fail } from '../problem.js';
import { labUnavailable } from './available.js';
import { removeLab } from './down.js';
import { writeGuest } from './guest.js';
import { ensureImage } from './image.js';
import { raiseInotifyLimit } from './inotify.js';
import { inventoryFile, knownHostsFile } from './inventory.js';
import {
  describeLab,
  LAB_USER,
  type Lab,
  type LabHost,
  type LabHostWish,
  labAddress,
  type Release,
  type Say,
} from './lab.js';
import { bootMachine, isMachineRunning, mountRoot } from './machine.js';
import { configureInterfaces, isNetworkFree, makeNetwork } from './network.js';
import { awaitHost } from './ready.js';
import {
  claimLab,
  forgetLab,
  isMakerAlive,
  type LabRecord,
  machinesOf,
  readRecord,
  recordedNames,
  writeRecord,
} from './record.js';
import { runTool } from './tool.js';
import { installTools } from './tools.js';
import { checkWishes } from './wishes.js';

export interface LabUpOptions {
  readonly name?: string;
  readonly hosts: readonly LabHostWish[];
  /** Where inventory, keys and known_hosts go; `.lab/NAME` in the current folder by default. */
  readonly folder?: string;
  readonly say: Say;
  readonly signal?: AbortSignal;
}

/** Throws a ProblemError for wishes that cannot be met; takes down what it made when it fails or is aborted. */
export async function labUp(options: LabUpOptions): Promise<Lab> {
  const { name = 'lab', hosts, say, signal } = options;
  const unavailable = labUnavailable();
  if (unavailable !== undefined) fail(unavailable);
  checkWishes(name, hosts);
  await installTools(say, signal);
  await clearLeftover(name, say);
  const images = await ensureImages(hosts, say, signal);
  const folder = resolve(options.folder ?? `.lab/${name}`);
  const record = await claimLab(name, folder, (number) => placeHosts(hosts, number), isNetworkFree);
  try {
    await raiseInotifyLimit(say);
    await makeLab(record, images, say, signal);
    await writeRecord({ ...record, state: 'up' });
  } catch (error) {
    await removeLab(record);
    throw error;
  }
  return describeLab(name, folder, record.hosts);
}

async function makeLab(
  record: LabRecord,
  images: ReadonlyMap<Release, string>,
  say: Say,
  signal?: AbortSignal,
) {
  const lab = describeLab(record.name, record.folder, record.hosts);
  await mkdir(record.folder, { recursive: true });
  await runTool('ssh-keygen', [
    '-q',
    '-t',
    'ed25519',
    '-N',
    '',
    '-C',
    `lab ${record.name}`,
    '-f',
    lab.privateKey,
  ]);
  const login = await runTool('ssh-keygen', ['-y', '-f', lab.privateKey]);
  await makeNetwork(record);
  await configureInterfaces(record);
  const hostKeys = await Promise.all(
    machinesOf(record).map(async ([host, machine]) => {
      await mountRoot(machine, images.get(host.release) ?? '');
      const key = await writeGuest(`${machine.folder}/root`, host, record.hosts, login);
      signal?.throwIfAborted();
      await bootMachine(machine);
      return key;
    }),
  );
  await writeFile(lab.knownHosts, knownHostsFile(record.hosts, hostKeys));
  await writeFile(lab.inventory, inventoryFile(lab));
  say(`lab: ${record.hosts.length} hosts are booting`);
  await Promise.all(machinesOf(record).map(([host, machine]) => awaitHost(host, machine, signal)));
}

/** One image after the other: two debootstraps at once are not faster, and their progress is hard to read. */
async function ensureImages(
  hosts: readonly LabHostWish[],
  say: Say,
  signal?: AbortSignal,
): Promise<Map<Release, string>> {
  const images = new Map<Release, string>();
  for (const release of new Set(hosts.map((host) => host.release))) {
    images.set(release, await ensureImage(release, say, signal));
  }
  return images;
}

function placeHosts(hosts: readonly LabHostWish[], number: number): readonly LabHost[] {
  return hosts.map(({ name, release }, index) => ({
    name,
    release,
    address: labAddress(number, index + 1),
    user: LAB_USER,
  }));
}

/** What a dead `lab up` left under this name, or a lab whose machines did not survive a reboot, makes room. */
async function clearLeftover(name: string, say: Say): Promise<void> {
  if (!(await recordedNames()).includes(name)) return;
  const record = await readRecord(name);
  if (record === undefined) return forgetLab(name);
  const running = await Promise.all(machinesOf(record).map(([, machine]) => isMachineRunning(machine)));
  const alive = record.state === 'up' ? running.includes(true) : await isMakerAlive(record);
  if (alive)
    fail(
      `a lab named "${name}" exists already`,
      undefined,
      `take it down first: hostwright lab down ${name}`,
    );
  say(`lab: removing what is left of an earlier lab "${name}"`);
  await removeLab(record);
}
