// Hosts to be set up, and folders to do it in: with nothing there but how a lab's hosts are reached.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Lab } from '../../../src/lab/index.js';
import { eventsOf, type Program, type Ran } from '../../cli/hostwright.js';
import { asRoot, hostAddress } from '../secure-websocket/seed.js';

/** Without keys and configuration of whoever runs the test. */
export const nobody = { HOME: '/nonexistent', SSH_AUTH_SOCK: '' };

/** A folder without an inventory; keys and known hosts of the lab stand in group_vars/. */
export function emptyFolder(
  program: Program,
  lab: Lab,
  more: Readonly<Record<string, unknown>> = {},
): string {
  const vars = {
    ansible_ssh_private_key_file: lab.privateKey,
    known_hosts_file: lab.knownHosts,
    ...more,
  };
  return program.folderWith({ 'group_vars/all.yml': JSON.stringify(vars) });
}

export function setupCommand(program: Program, words: readonly string[]): string {
  return [process.execPath, join(program.folder, 'dist/main.js'), 'setup', ...words].join(' ');
}

export function destination(lab: Lab, host: string, user = 'operator'): string {
  return `${user}@${hostAddress(lab, host)}`;
}

/** What was written, by file. */
export function written(folder: string): Readonly<Record<'inventory' | 'playbook', string>> {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { inventory: read('inventory.yml'), playbook: read('site.yml') };
}

/** The files that were written describe the host as it is: `plan` exits with 0, `apply` changes nothing. */
export async function expectInSync(
  program: Program,
  folder: string,
  env: NodeJS.ProcessEnv = nobody,
  words: readonly string[] = [],
): Promise<void> {
  const plan = await program.run(folder, ['plan', 'site.yml', ...words], env);
  expect(plan.code, plan.stdout + plan.stderr).toBe(0);
  const apply = await program.run(folder, ['apply', 'site.yml', '--output', 'json', ...words], env);
  expect(apply.code, apply.stdout + apply.stderr).toBe(0);
  for (const [host, counts] of Object.entries(recapOf(apply)))
    expect(counts, host).toMatchObject({ changed: 0, failed: 0 });
}

function recapOf(ran: Ran) {
  const recap = eventsOf(ran).at(-1);
  return recap?.type === 'recap' ? recap.hosts : {};
}

/** Everything that could have been touched; not what a login leaves behind. */
export async function footprint(lab: Lab, host: string): Promise<string> {
  return asRoot(
    lab,
    host,
    `dpkg-query -W | sha256sum
find /etc /var/lib/hostwright /home /root /usr/local -xdev ! -type d -printf '%p %s %T@\\n' 2>/dev/null | sort | sha256sum
ls /var/lib/hostwright /home/operator/.local 2>/dev/null || :`,
  );
}
