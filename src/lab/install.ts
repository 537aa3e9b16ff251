// The programs a lab needs on the controller, installed by apt-get where they are missing.
import type { Say } from './lab.js';
import { runTool, tryTool } from './tool.js';

/** A program that must be there, and the Debian package it comes from. */
const TOOLS = [
  ['debootstrap', 'debootstrap'],
  ['systemd-nspawn', 'systemd-container'],
  ['apt-ftparchive', 'apt-utils'],
  ['ssh', 'openssh-client'],
  ['ssh-keygen', 'openssh-client'],
  ['ip', 'iproute2'],
  ['flock', 'util-linux'],
  ['unshare', 'util-linux'],
] as const;

/** Debian has it; its relatives do not, and debootstrap checks signatures with it. */
const KEYRING = ['/usr/share/keyrings/debian-archive-keyring.gpg', 'debian-archive-keyring'] as const;

export async function installTools(say: Say, signal?: AbortSignal): Promise<void> {
  const missing = new Set<string>();
  for (const [program, packageName] of [...TOOLS, KEYRING]) {
    const look = await tryTool('sh', ['-c', 'command -v "$1" || test -e "$1"', 'sh', program]);
    if (look.code !== 0) missing.add(packageName);
  }
  if (missing.size === 0) return;
  say(`lab: installing ${[...missing].join(', ')} on this machine`);
  const install = ['install', '-y', '--no-install-recommends', ...missing];
  if ((await tryTool('apt-get', install, { signal })).code === 0) return;
  // Package lists that are missing or stale are the usual reason.
  await runTool('apt-get', ['update'], { signal });
  await runTool('apt-get', install, { signal });
}
