// Where a lab can run: Linux, root, systemd-nspawn's kernel needs. One clear line when it cannot.
import { existsSync } from 'node:fs';
import { hasCgroups } from './machine.js';

/** Answers why no lab can run here, or undefined when one can. */
export function labUnavailable(): string | undefined {
  if (process.platform !== 'linux') return 'a lab needs Linux: its hosts are systemd-nspawn containers';
  if (process.getuid?.() !== 0) return 'a lab needs root: it makes network namespaces and mounts (try sudo)';
  if (!existsSync('/usr/bin/apt-get'))
    return 'a lab needs a Debian machine (or a relative): it installs its tools with apt-get';
  if (!hasCgroups()) return 'a lab needs cgroup v2, and this machine has mounted none';
  return undefined;
}
