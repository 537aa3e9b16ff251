// Everything that can be known to be wrong with the user's files: each by itself, and each playbook with the inventories.

import { existsSync } from 'node:fs';
import type { Files } from '../../files/files.js';
import { connectionSettingsOf } from '../../inventory/connection_settings.js';
import { givenBy } from '../../inventory/given.js';
import { plainNamesIn } from '../../inventory/plain_names.js';
import type { KeyOptions } from '../../options/keys.js';
import { formatProblem, type Problem, ProblemError, refuse } from '../../problem.js';
import { collect } from '../../project/collect.js';
import { settled } from '../../project/load.js';
import { loadPlaybook } from '../../project/playbook_files.js';
import { type InputOptions, readInput } from '../../project/read_input.js';
import { withStrictness } from '../../project/unread.js';
import { type UserFiles, userFiles } from '../../project/user_files.js';
import { beginsWithItem } from '../../yaml/syntax.js';

export type ValidateOptions = { readonly inventory?: InputOptions['inventory'] | undefined } & Pick<
  InputOptions,
  keyof KeyOptions | 'strict'
>;

/**
 * @returns what may be meant, and may be a mistake, each once
 * @throws ProblemError with every problem of all files, each once
 */
export async function validateFiles(
  names: readonly string[],
  options: ValidateOptions,
): Promise<readonly Problem[]> {
  const from = userFiles(options);
  const files = from.files();
  const missing = names.filter((name) => !existsSync(name));
  const playbooks = names.filter((name) => isPlaybook(name, files));
  const others = names.filter((name) => !missing.includes(name) && !playbooks.includes(name));
  const named = options.inventory === undefined ? [] : [options.inventory];
  const inventories = [...named, ...others.map((other) => [other])];
  const checks: (() => Checked)[] = missing.map((name) => () => ({ warnings: [], text: files.text(name) }));
  // One after another: what is encrypted may ask for a passphrase.
  const check = async (work: Promise<Checked>) => void checks.push(await settled(work));
  for (const inventory of inventories) await check(checkInventory(inventory, options, from));
  for (const playbook of playbooks) {
    for (const inventory of inventories)
      await check(readInput(playbook, { ...options, inventory }, undefined, from));
    if (inventories.length === 0) await check(loadPlaybook(playbook, files, from.open));
  }
  const warnings = collect(checks).flatMap((checked) => checked.warnings);
  return [...new Map(warnings.map((warning) => [formatProblem(warning), warning])).values()];
}

interface Checked {
  readonly warnings: readonly Problem[];
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
async function checkInventory(
  sources: readonly string[],
  options: ValidateOptions,
  from: UserFiles,
): Promise<Checked> {
  const files = from.files();
  const inventory = await from.inventory(sources, undefined);
  const given = givenBy(inventory);
  const unread = withStrictness({ problems: [], warnings: inventory.unread }, options);
  collect([
    ...[...inventory.hosts.values()].map((host) => () => connectionSettingsOf(host, given(host), { files })),
    () => refuse(unread.problems),
  ]);
  const plainNames = plainNamesIn(inventory.hosts.values());
  return { warnings: [...inventory.warnings, ...plainNames, ...unread.warnings] };
}
