// What one does with a lab that is up: list it, log in, reach into a host from outside.
import { fail } from '../problem.js';
import { isLabRunning } from './down.js';
import { enterMachine } from './enter.js';
import { describeLab, type Lab } from './lab.js';
import { machinesOf, readRecord, recordedNames } from './record.js';
import type { ToolResult } from './tool.js';

/** The labs that are up; one that is being made, or is left over from a crash or a reboot, is not among them. */
export async function labList(): Promise<readonly Lab[]> {
  const labs: Lab[] = [];
  for (const name of await recordedNames()) {
    const record = await readRecord(name);
    if (record?.state === 'up' && (await isLabRunning(record))) {
      labs.push(describeLab(name, record.folder, record.hosts));
    }
  }
  return labs;
}

/** The arguments of `ssh` for a host. Only the lab's own key and known_hosts count, whatever the user's are. */
export function labSshArguments(lab: Lab, name: string): readonly string[] {
  const host = lab.hosts.find((each) => each.name === name) ?? failUnknownHost(lab, name);
  const options = [
    `IdentityFile=${lab.privateKey}`,
    'IdentitiesOnly=yes',
    `UserKnownHostsFile=${lab.knownHosts}`,
    'GlobalKnownHostsFile=/dev/null',
    'StrictHostKeyChecking=yes',
  ];
  return ['-F', 'none', ...options.flatMap((option) => ['-o', option]), `${host.user}@${host.address}`];
}

/**
 * Runs a script as root on a host from the controller's side, without ssh: how a test looks at a host, or breaks it.
 * Any exit code is an answer. Where the host goes down meanwhile there may be none: what systemd stops before it ends
 * everything stops nsenter too, and nobody lets it go on. The signal ends it.
 */
export async function labRun(
  lab: Lab,
  name: string,
  script: string,
  signal?: AbortSignal,
): Promise<ToolResult> {
  const record = (await readRecord(lab.name)) ?? fail(`there is no lab named "${lab.name}"`);
  const [, machine] = machinesOf(record).find(([host]) => host.name === name) ?? failUnknownHost(lab, name);
  return enterMachine(machine, script, signal);
}

function failUnknownHost(lab: Lab, name: string): never {
  const hosts = lab.hosts.map((host) => host.name).join(', ');
  return fail(`lab "${lab.name}" has no host named "${name}"`, undefined, `its hosts: ${hosts}`);
}
