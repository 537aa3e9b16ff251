// A lab's folder: what others need to reach its hosts. Written at the end, removed file by file.
import { existsSync } from 'node:fs';
import { chown, mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { fail } from '../problem.js';
import { inventoryFile, knownHostsFile } from './inventory.js';
import type { Lab } from './lab.js';
import { runTool } from './tool.js';

const FILES = ['inventory.yml', 'known_hosts', 'id_ed25519', 'id_ed25519.pub'];

/** Nothing of the user's is overwritten, and so nothing of his is ever removed with the lab. */
export function checkFolder(folder: string): void {
  const taken = FILES.find((file) => existsSync(`${folder}/${file}`));
  if (taken !== undefined) {
    fail(
      `the lab would overwrite ${folder}/${taken}`,
      undefined,
      'move it away, or give the lab another folder',
    );
  }
}

/** Makes the key that opens the lab's hosts, and answers its public half. */
export async function makeLoginKey(lab: Lab): Promise<string> {
  await mkdir(lab.folder, { recursive: true });
  const comment = `lab ${lab.name}`;
  await runTool('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', lab.privateKey]);
  return runTool('ssh-keygen', ['-y', '-f', lab.privateKey]);
}

/** `hostKeys` are public keys in the order of the lab's hosts. */
export async function writeFolder(lab: Lab, hostKeys: readonly string[]): Promise<void> {
  await writeFile(lab.knownHosts, knownHostsFile(lab.hosts, hostKeys));
  await writeFile(lab.inventory, inventoryFile(lab));
  await giveToCaller(lab.folder);
}

/** Under sudo the files belong to who called it: the hosts are for him, and ssh wants its key to be the caller's. */
async function giveToCaller(folder: string): Promise<void> {
  const { SUDO_UID, SUDO_GID } = process.env;
  if (SUDO_UID === undefined || SUDO_GID === undefined) return;
  const parent = isDefaultParent(dirname(folder)) ? [dirname(folder)] : [];
  for (const path of [...parent, folder, ...FILES.map((file) => `${folder}/${file}`)]) {
    await chown(path, Number(SUDO_UID), Number(SUDO_GID));
  }
}

/** A folder in which the user keeps something of his own stays. */
export async function removeFolder(folder: string): Promise<void> {
  for (const file of FILES) await rm(`${folder}/${file}`, { force: true });
  await removeIfEmpty(folder);
  if (isDefaultParent(dirname(folder))) await removeIfEmpty(dirname(folder));
}

/** `.lab` in the current folder, which holds the labs that were not given a folder. */
function isDefaultParent(folder: string): boolean {
  return basename(folder) === '.lab';
}

async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'ENOENT') throw error;
  });
}
