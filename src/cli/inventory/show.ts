// What `inventory` prints.

import { localFiles } from '../../files/files.js';
import { givenBy } from '../../inventory/given.js';
import { hostNamed, type Inventory } from '../../inventory/inventory.js';
import { graphInventory, hostVariables, listInventory } from '../../inventory/list.js';
import type { Json } from '../../json.js';
import { didYouMean } from '../../nearest.js';
import type { InventoryOptions } from '../../options/inventory.js';
import { fail } from '../../problem.js';
import { loadExtraVars } from '../../project/inventory/extra_vars.js';
import { loadInventory } from '../../project/inventory/load.js';
import { keySources } from '../../project/keys.js';
import { shippedTemplates } from '../../project/shipped.js';
import { visible, visibleJson } from '../../report/escape.js';
import { warningLines } from '../../report/problems.js';
import { openerWith } from '../../secrets/opener.js';
import { folderBeside, originLines, readersBeside } from './origin.js';

/** @throws ProblemError for mistakes in the files, and names that they do not have */
export async function showInventory(group: string | undefined, options: InventoryOptions): Promise<string> {
  const { list = false, graph = false, host } = options;
  if ([list, graph, host !== undefined].filter(Boolean).length !== 1) {
    fail('inventory shows one thing at a time', undefined, 'write --list, --graph or --host NAME');
  }
  if (group !== undefined && !graph)
    fail('only --graph begins at a group', undefined, 'for a host: --host NAME');
  if (options.origin && host === undefined)
    fail('--origin is for one host', undefined, 'write --host NAME --origin');
  const files = localFiles([shippedTemplates], options.playbookDir);
  const open = openerWith(keySources(options));
  const inventory = await loadInventory(options.inventory, options.playbookDir, files, open);
  const given = givenBy(inventory, await loadExtraVars(options.extraVars ?? [], files, open));
  process.stderr.write(warningLines([...inventory.warnings, ...inventory.unread]).join(''));
  if (graph)
    return `${graphOf(inventory, group ?? 'all')
      .map(visible)
      .join('\n')}\n`;
  if (host === undefined) return json(listInventory(inventory, given));
  const levels = given(hostNamed(inventory, host) ?? missing('host', host, inventory.hosts));
  if (!options.origin) return json(hostVariables(levels));
  const readers = await readersBeside(options.playbookDir ?? folderBeside(options.inventory), files, open);
  return originLines(levels, readers)
    .map((line) => `${line}\n`)
    .join('');
}

function graphOf(inventory: Inventory, group: string): readonly string[] {
  if (!inventory.groups.has(group)) missing('group', group, inventory.groups);
  return graphInventory(inventory, group);
}

function missing(kind: string, name: string, known: ReadonlyMap<string, unknown>): never {
  return fail(`there is no ${kind} "${name}"`, undefined, didYouMean(name, known.keys()));
}

function json(value: Json): string {
  const lines = JSON.stringify(value, null, 4).split('\n');
  return `${lines.map(visibleJson).join('\n')}\n`;
}
