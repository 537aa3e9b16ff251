// Runs hostwright itself on a lab, as an operator does, and reads what it reports.

import type { Lab } from '../../../src/lab/index.js';
import { useProgram } from '../../cli/hostwright.js';

const program = useProgram();

export interface Report {
  readonly code: number;
  /** Everything that was said, as lines of JSON, and on standard error. */
  readonly text: string;
  /** Counts of each host. */
  readonly hosts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Variables of the hosts that the playbook shall work on, by name. */
export type HostVariables = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export function secureWebsocket(
  verb: 'apply' | 'plan' | 'verify',
  lab: Lab,
  hosts: HostVariables,
  words: readonly string[] = [],
): Promise<Report> {
  return runPlaybook('secure-websocket', verb, lab, hosts, words);
}

/** @param name of a playbook that is shipped */
export async function runPlaybook(
  name: string,
  verb: 'apply' | 'plan' | 'verify',
  lab: Lab,
  hosts: HostVariables,
  words: readonly string[] = [],
): Promise<Report> {
  const folder = program.folderWith({ 'inventory.yml': inventoryText(lab, hosts) });
  const playbook = `${program.folder}/playbooks/${name}.yml`;
  const options = ['-i', 'inventory.yml', '--output', 'json', ...words];
  const { code, stdout, stderr } = await program.run(folder, [verb, playbook, ...options]);
  const text = stdout + stderr;
  return { code: code ?? -1, text, hosts: recapIn(text) };
}

/** `hostwright remove` on these hosts. @param words options, and the name of an endpoint */
export async function removeFrom(
  lab: Lab,
  names: readonly string[],
  words: readonly string[],
): Promise<Report> {
  const hosts = Object.fromEntries(names.map((name) => [name, {}]));
  const folder = program.folderWith({ 'inventory.yml': inventoryText(lab, hosts) });
  const { code, stdout, stderr } = await program.run(folder, ['remove', 'all', '-o', 'json', ...words]);
  const text = stdout + stderr;
  return { code: code ?? -1, text, hosts: recapIn(text) };
}

/** JSON is YAML. */
function inventoryText(lab: Lab, hosts: HostVariables): string {
  const vars = { ansible_ssh_private_key_file: lab.privateKey, known_hosts_file: lab.knownHosts };
  const named = Object.entries(hosts).map(([name, own]) => {
    const { address, user } = lab.hosts.find((host) => host.name === name) ?? {};
    return [name, { ansible_host: address, ansible_user: user, ...own }];
  });
  return JSON.stringify({ all: { vars, hosts: Object.fromEntries(named) } });
}

function recapIn(text: string): Report['hosts'] {
  const line = text.split('\n').find((each) => each.startsWith('{"type":"recap"'));
  return line === undefined ? {} : JSON.parse(line).hosts;
}
