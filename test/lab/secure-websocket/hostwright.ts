// Runs hostwright itself on a lab, as an operator does, and reads what it reports.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Lab } from '../../../src/lab/index.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

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
  const folder = mkdtempSync(`${tmpdir()}/hostwright-endpoint-`);
  try {
    const inventory = `${folder}/inventory.yml`;
    writeFileSync(inventory, inventoryText(lab, hosts));
    const playbook = `${root}playbooks/${name}.yml`;
    return await run([`${root}src/main.ts`, verb, playbook, '-i', inventory, '--output', 'json', ...words]);
  } finally {
    rmSync(folder, { recursive: true });
  }
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

function run(words: readonly string[]): Promise<Report> {
  const child = spawn(process.execPath, ['--import', 'tsx', ...words], { cwd: root });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, text, hosts: recapIn(text) }));
  });
}

function recapIn(text: string): Report['hosts'] {
  const line = text.split('\n').find((each) => each.startsWith('{"type":"recap"'));
  return line === undefined ? {} : JSON.parse(line).hosts;
}
