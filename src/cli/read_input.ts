// What `apply` and `plan` are given, read and checked before the first connection. Every mistake that can be known
// without a host is told here, all of them at once, and no host has been touched.

import { checkRun } from '../engine/check.js';
import { type Files, localFiles } from '../files/files.js';
import type { Host, Inventory } from '../inventory/inventory.js';
import { magicVariables } from '../inventory/magic.js';
import { parseInventory } from '../inventory/parse.js';
import { modulesByName } from '../modules/index.js';
import { parsePlaybook } from '../playbook/parse.js';
import { ProblemError } from '../problem.js';
import { collect } from './collect.js';
import type { PlaybookOptions } from './options.js';
import { isReachable, routesTo } from './routes.js';
import { checkTags, selectPlayHosts } from './selection.js';
import { shippedTemplates } from './shipped.js';

/** @throws ProblemError with every problem of the stage that found some: the files, the selection, the tasks */
export function readInput(playbookFile: string, options: PlaybookOptions) {
  const files = localFiles([shippedTemplates]);
  const [playbook, inventory] = collect([
    () => parsePlaybook(files.text(playbookFile), playbookFile, modulesByName),
    () => readInventory(options.inventory, files),
  ]);
  const [hostsOf] = collect([
    () => selectPlayHosts(playbook, inventory, options.limit),
    () => checkTags(playbook, options.tags),
  ]);
  const inputs = {
    playbook,
    hostsOf,
    modules: modulesByName,
    files,
    magic: (host: Host) => magicVariables(host, inventory),
    tags: options.tags,
  };
  const [routes] = collect([
    () => routesTo(inventory, playbook.plays.flatMap(hostsOf), files, options.connectTimeout),
    () => checkRun({ ...inputs, isHost: (name) => isReachable(inventory, name) }),
  ]);
  return { inputs, routes, warnings: [...playbook.warnings, ...inventory.warnings] };
}

function readInventory(file: string, files: Files): Inventory {
  let text: string;
  try {
    text = files.text(file);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const advice = 'name your inventory with --inventory FILE';
    throw new ProblemError(error.problems.map((problem) => ({ ...problem, advice })));
  }
  return parseInventory(text, file);
}
