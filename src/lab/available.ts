// Where a lab can run: as root on a Debian-like Linux with cgroup v2. One clear line when it cannot.
import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { hasCgroups } from './machine.js';

/** Answers why no lab can run here, or undefined when one can. */
export function labUnavailable(): string | undefined {
  if (process.platform !== 'linux') return 'a lab needs Linux: its hosts are systemd-nspawn containers';
  if (!isRecentKernel()) return `a lab needs Linux 5.14 or newer, and this is ${release()}`;
  if (!isFullRoot()) return 'a lab needs root with all its rights: it makes network namespaces and mounts';
  if (!existsSync('/usr/bin/apt-get'))
    return 'a lab needs Debian or a relative: it installs its tools with apt-get';
  if (!hasCgroups()) return 'a lab needs cgroup v2, and none is mounted on this machine';
  return undefined;
}

/** Root in an ordinary container lacks CAP_NET_ADMIN (12) and CAP_SYS_ADMIN (21): capabilities(7), proc(5) CapEff. */
function isFullRoot(): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const needed = (1n << 12n) | (1n << 21n);
  return process.getuid?.() === 0 && (BigInt(`0x${effective}`) & needed) === needed;
}

/** Everything of a host is killed through `cgroup.kill`: cgroups(7). */
function isRecentKernel(): boolean {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  return major > 5 || (major === 5 && minor >= 14);
}
