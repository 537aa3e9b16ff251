// Everything that can be known to be wrong with the user's files: each by itself, and each playbook with the inventories.

import { existsSync } from 'node:fs';
import type { Files } from '../../files/files.js';
import { endpointOf } from '../../inventory/endpoint.js';
import { givenBy } from '../../inventory/given.js';
import { ProblemError } from '../../problem.js';
import { beginsWithItem } from '../../yaml/syntax.js';
import { collect } from '../collect.js';
import { settled } from '../load.js';
import { loadPlaybook } from '../playbook_files.js';
import { type InputOptions, readInput } from '../read_input.js';
import { type UserFiles, userFiles } from '../user_files.js';

export type ValidateOptions = { readonly inventory?: InputOptions['inventory'] | undefined } & Pick<
  InputOptions,
  'identity' | 'vaultPasswordFile'
>;

/** @throws ProblemError with every problem of all files, each once */
export async function validateFiles(names: readonly string[], options: ValidateOptions): Promise<void> {
  const from = userFiles(options);
  const files = from.files();
  const missing = names.filter((name) => !existsSync(name));
  const playbooks = names.filter((name) => isPlaybook(name, files));
  const others = names.filter((name) => !missing.includes(name) && !playbooks.includes(name));
  const named = options.inventory === undefined ? [] : [options.inventory];
  const inventories = [...named, ...others.map((other) => [other])];
  const checks: (() => unknown)[] = missing.map((name) => () => files.text(name));
  // One after another: what is encrypted may ask for a passphrase.
  const check = async (work: Promise<unknown>) => void checks.push(await settled(work));
  for (const inventory of inventories) await check(checkInventory(inventory, from));
  for (const playbook of playbooks) {
    for (const inventory of inventories)
      await check(readInput(playbook, { ...options, inventory }, undefined, from));
    if (inventories.length === 0) await check(loadPlaybook(playbook, files, from.open));
  }
  collect(checks);
}

/** What cannot be read as text may be an inventory. */
function isPlaybook(name: string, files: Files): boolean {
  try {
    return beginsWithItem(files.text(name));
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

/** The way to each host too, whether a playbook goes there or not. */
async function checkInventory(sources: readonly string[], from: UserFiles): Promise<void> {
  const files = from.files();
  const inventory = await from.inventory(sources, undefined);
  const given = givenBy(inventory);
  collect([...inventory.hosts.values()].map((host) => () => endpointOf(host, given(host), { files })));
}
