// One host as a machine: an overlay on the base image, booted by systemd-nspawn in a cgroup and a namespace of its own.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '../problem.js';
import { runTool, toolEnvironment, tryTool } from './tool.js';

export interface Machine {
  /** Names its cgroup and its network namespace: unlike the host's name it is the only one on this machine. */
  readonly name: string;
  /** Holds `upper`, `work`, `root` and `console.log`. */
  readonly folder: string;
  readonly hostname: string;
}

/** Mounted somewhere else when cgroup v1 is in use beside it. */
function cgroupRoot(): string | undefined {
  return ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].find(
    (root) => existsSync(`${root}/cgroup.procs`) && existsSync(`${root}/cgroup.controllers`),
  );
}

export function hasCgroups(): boolean {
  return cgroupRoot() !== undefined;
}

function cgroup(machine: Machine): string {
  return `${cgroupRoot() ?? ''}/${machine.name}`;
}

/**
 * `volatile` skips every sync: the file system is thrown away with the host, and dpkg is three times as fast.
 * @param layers what the host only reads, the topmost first
 */
export async function mountRoot({ folder, name }: Machine, layers: readonly string[]): Promise<void> {
  for (const part of ['upper', 'work', 'root']) await mkdir(`${folder}/${part}`, { recursive: true });
  // The upper folder's mode becomes that of the host's `/`, whatever the umask here is.
  await chmod(`${folder}/upper`, 0o755);
  const options = `lowerdir=${layers.join(':')},upperdir=${folder}/upper,workdir=${folder}/work,volatile`;
  await runTool('mount', ['-t', 'overlay', name, '-o', options, `${folder}/root`]);
}

/**
 * Boots the machine; it outlives this process. Each machine needs a cgroup of its own: --keep-unit makes nspawn use
 * the caller's, and two systemds in one cgroup would stop each other's services.
 */
export async function bootMachine(machine: Machine): Promise<void> {
  await mkdir(cgroup(machine), { recursive: true });
  const log = await open(`${machine.folder}/console.log`, 'a');
  const child = spawn('sh', ['-c', SUPERVISE, 'sh', cgroup(machine), ...nspawnArguments(machine)], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: { ...toolEnvironment(), SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' },
  });
  let ended = false;
  for (const event of ['error', 'exit']) child.on(event, () => (ended = true));
  child.unref();
  await log.close();
  while (!ended && !(await isMachineRunning(machine))) await sleep(5);
}

/** Exit code 133 says that the machine wants to reboot: systemd-nspawn@.service, RestartForceExitStatus. */
const SUPERVISE = `echo $$ >"$1/cgroup.procs" && shift || exit
code=133
while [ "$code" = 133 ]; do
  systemd-nspawn "$@"
  code=$?
done`;

function nspawnArguments({ folder, name, hostname }: Machine): readonly string[] {
  return [
    '--quiet',
    '--boot',
    '--register=no',
    '--keep-unit',
    `--directory=${folder}/root`,
    `--machine=${name}`,
    `--hostname=${hostname}`,
    `--network-namespace-path=/run/netns/${name}`,
    '--capability=CAP_NET_ADMIN',
    '--link-journal=no',
    '--resolv-conf=off',
    '--timezone=off',
  ];
}

/** The process id, as the controller sees it, of the machine's systemd. */
export async function leaderOf(machine: Machine): Promise<number | undefined> {
  try {
    const pids = await readFile(`${cgroup(machine)}/payload/init.scope/cgroup.procs`, 'utf8');
    return pids === '' ? undefined : Number.parseInt(pids, 10);
  } catch {
    return undefined;
  }
}

export async function isMachineRunning(machine: Machine): Promise<boolean> {
  try {
    return (await readFile(`${cgroup(machine)}/cgroup.events`, 'utf8')).includes('populated 1');
  } catch {
    return false;
  }
}

/**
 * Kills every process of the machine and removes its mount and its cgroup. What is not there, or goes while another
 * `lab down` is at it too, is not missed.
 */
export async function removeMachine(machine: Machine): Promise<void> {
  if (existsSync(cgroup(machine))) {
    await writeFile(`${cgroup(machine)}/cgroup.kill`, '1');
    while (await isMachineRunning(machine)) await sleep(10);
  }
  // Where cgroup v1 is in use too, nspawn makes a second one, in systemd's own hierarchy.
  for (const folder of [cgroup(machine), `/sys/fs/cgroup/systemd/${machine.name}`]) {
    await tryTool('find', [folder, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';']);
  }
  const root = `${machine.folder}/root`;
  const identity = await stat(root).catch(() => undefined);
  // Lazily, because someone may stand in the folder; the mount ends when he leaves.
  if (await isMountPoint(root)) await tryTool('umount', ['--lazy', root]);
  if (await isMountPoint(root)) fail(`the lab could not unmount ${root}`);
  // What nspawn would have removed at its own end.
  const lock = `locks/inode-${identity?.dev}:${identity?.ino}`;
  for (const left of [`propagate/${machine.name}`, `unix-export/${machine.name}`, lock]) {
    await rm(`/run/systemd/nspawn/${left}`, { recursive: true, force: true });
  }
}

async function isMountPoint(folder: string): Promise<boolean> {
  return (await tryTool('mountpoint', ['-q', folder])).code === 0;
}
