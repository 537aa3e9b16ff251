// A root shell in a host from the controller's side, without ssh: for the lab itself, and for what tests do to hosts.
import { leaderOf, type Machine } from './machine.js';
import { type ToolResult, tryTool } from './tool.js';

/** Runs a script of up to 128 KiB with `sh -c`, as root, in all of the machine's namespaces. Code 127: not running. */
export async function enterMachine(
  machine: Machine,
  script: string,
  signal?: AbortSignal,
): Promise<ToolResult> {
  const leader = await leaderOf(machine);
  if (leader === undefined) return { code: 127, stdout: '', stderr: `${machine.hostname} is not running\n` };
  const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup', '--root'];
  const environment = [
    'env',
    '-i',
    '--chdir=/',
    'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
    'HOME=/root',
    'LC_ALL=C',
  ];
  return tryTool('nsenter', [`--target=${leader}`, ...namespaces, ...environment, 'sh', '-c', script], {
    signal,
  });
}
