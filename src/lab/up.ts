// Bringing a lab up: `labUp` reads as a table of contents, and what it made is removed when any step fails.
import { resolve } from 'node:path';
import { fail } from '../problem.js';
import { labUnavailable } from './available.js';
import { makeRoomFor, removeLab } from './down.js';
import { checkFolder, makeLoginKey, writeFolder } from './folder.js';
import { writeGuest } from './guest.js';
import { ensureImage } from './image.js';
import { raiseInotifyLimit } from './inotify.js';
import { installTools } from './install.js';
import {
  describeLab,
  LAB_USER,
  type Lab,
  type LabHost,
  type LabHostWish,
  labAddress,
  type Say,
} from './lab.js';
import { ensureLayer } from './layer.js';
import { bootMachine, type Machine, mountRoot } from './machine.js';
import { isNetworkFree, makeNetwork } from './network.js';
import { awaitHost } from './ready.js';
import { claimLab, type LabRecord, machinesOf, writeRecord } from './record.js';
import { checkWishes } from './wishes.js';

export interface LabUpOptions {
  readonly name?: string;
  readonly hosts: readonly LabHostWish[];
  /** Where inventory, key and known_hosts go; `.lab/NAME` in the current folder by default. */
  readonly folder?: string;
  readonly say: Say;
  readonly signal?: AbortSignal;
}

/** What each host only reads, by its name: the topmost layer first. */
type Layers = ReadonlyMap<string, readonly string[]>;

/**
 * Answers when every host answers. Throws a ProblemError for wishes that cannot be met, and the signal's reason when
 * aborted; either way what was made is gone. The hosts outlive this process, until `labDown`.
 */
export async function labUp(options: LabUpOptions): Promise<Lab> {
  const { name = 'lab', hosts, say, signal } = options;
  const unavailable = labUnavailable();
  if (unavailable !== undefined) fail(unavailable);
  checkWishes(name, hosts);
  await installTools(say, signal);
  await makeRoomFor(name, say);
  const folder = resolve(options.folder ?? `.lab/${name}`);
  checkFolder(folder);
  const layers = await ensureLayers(hosts, say, signal);
  const record = await claimLab(name, folder, (number) => placeHosts(hosts, number), isNetworkFree);
  try {
    const lab = await makeLab(record, layers, say, signal);
    await writeRecord({ ...record, state: 'up' });
    return lab;
  } catch (error) {
    await removeLab(record);
    throw error;
  }
}

/** One after the other: two debootstraps at once are not faster, and their progress is hard to read. */
async function ensureLayers(hosts: readonly LabHostWish[], say: Say, signal?: AbortSignal): Promise<Layers> {
  const layers = new Map<string, readonly string[]>();
  for (const { name, release, packages = [] } of hosts) {
    const image = await ensureImage(release, say, signal);
    layers.set(
      name,
      packages.length === 0 ? [image] : [await ensureLayer(image, packages, say, signal), image],
    );
  }
  return layers;
}

function placeHosts(hosts: readonly LabHostWish[], number: number): readonly LabHost[] {
  return hosts.map(({ name, release }, index) => {
    return { name, release, address: labAddress(number, index + 1), user: LAB_USER };
  });
}

async function makeLab(record: LabRecord, layers: Layers, say: Say, signal?: AbortSignal): Promise<Lab> {
  const lab = describeLab(record.name, record.folder, record.hosts);
  const login = await makeLoginKey(lab);
  await raiseInotifyLimit(say);
  await makeNetwork(record);
  say(`lab: booting ${lab.hosts.map((host) => host.name).join(', ')}`);
  const hostKeys = await forEachHost(record, async (host, machine) => {
    signal?.throwIfAborted();
    await mountRoot(machine, layers.get(host.name) ?? []);
    const hostKey = await writeGuest(`${machine.folder}/root`, host, record.hosts, login);
    await bootMachine(machine);
    return hostKey;
  });
  await forEachHost(record, (host, machine) => awaitHost(host, machine, signal));
  await writeFolder(lab, hostKeys);
  return lab;
}

/** All at once. A failure is thrown only when no host is being worked on any more, so that nothing is made after it. */
async function forEachHost<T>(
  record: LabRecord,
  work: (host: LabHost, machine: Machine) => Promise<T>,
): Promise<readonly T[]> {
  const works = machinesOf(record).map(([host, machine]) => work(host, machine));
  await Promise.allSettled(works);
  return Promise.all(works);
}
