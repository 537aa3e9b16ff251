// Everything that can be known to be wrong with the user's files: each by itself, and each playbook with the inventories.

import { existsSync } from 'node:fs';
import { type Files, localFiles } from '../../files/files.js';
import { endpointOf } from '../../inventory/endpoint.js';
import { givenBy } from '../../inventory/given.js';
import { ProblemError } from '../../problem.js';
import type { Opener } from '../../secrets/opened.js';
import { openerWith } from '../../secrets/opener.js';
import { collect } from '../collect.js';
import { loadInventory } from '../inventory/load.js';
import { keySources } from '../keys.js';
import { settled } from '../load.js';
import { loadPlaybook } from '../playbook_files.js';
import { type InputOptions, readInput } from '../read_input.js';
import { shippedTemplates } from '../shipped.js';

export type ValidateOptions = { readonly inventory?: InputOptions['inventory'] | undefined } & Pick<
  InputOptions,
  'identity' | 'vaultPasswordFile'
>;

/** @throws ProblemError with every problem of all files, each once */
export async function validateFiles(names: readonly string[], options: ValidateOptions): Promise<void> {
  const files = localFiles([shippedTemplates]);
  const open = openerWith(keySources(options));
  const missing = names.filter((name) => !existsSync(name));
  const playbooks = names.filter((name) => isPlaybook(name, files));
  const others = names.filter((name) => !missing.includes(name) && !playbooks.includes(name));
  const named = options.inventory === undefined ? [] : [options.inventory];
  const inventories = [...named, ...others.map((other) => [other])];
  const checks: (() => unknown)[] = missing.map((name) => () => files.text(name));
  // One after another: what is encrypted may ask for a passphrase.
  const check = async (work: Promise<unknown>) => void checks.push(await settled(work));
  for (const inventory of inventories) await check(checkInventory(inventory, files, open));
  for (const playbook of playbooks) {
    for (const inventory of inventories) await check(readInput(playbook, { ...options, inventory }));
    if (inventories.length === 0) await check(loadPlaybook(playbook, files, open));
  }
  collect(checks);
}

/** It begins with an item of a list. What cannot be read as text may be an inventory. */
function isPlaybook(name: string, files: Files): boolean {
  try {
    return /^(\s*(#.*|---.*)?\r?\n)*\s*-\s/.test(files.text(name));
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

/** The way to each host too, whether a playbook goes there or not. */
async function checkInventory(sources: readonly string[], files: Files, open: Opener): Promise<void> {
  const inventory = await loadInventory(sources, undefined, files, open);
  const given = givenBy(inventory);
  collect([...inventory.hosts.values()].map((host) => () => endpointOf(host, given(host), { files })));
}
