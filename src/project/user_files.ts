// The user's files, as one call of the program reads them: a passphrase is asked for once, and an inventory is read once,
// however many playbooks it is for.

import { type Files, localFiles, withTexts } from '../files/files.js';
import type { Inventory } from '../inventory/inventory.js';
import type { KeyOptions } from '../options/keys.js';
import type { Opener } from '../secrets/opened.js';
import { openerWith } from '../secrets/opener.js';
import { type InventoryFor, readSources } from './inventory/load.js';
import { keySources } from './keys.js';
import { shippedTemplates } from './shipped.js';

export interface UserFiles {
  /** @param playbookFolder whose files and templates count as well */
  readonly files: (playbookFolder?: string) => Files;
  readonly open: Opener;
  /**
   * @param sources the same list for the same inventory
   * @param playbookFolder whose group_vars/ and host_vars/ count as well
   * @throws ProblemError with the mistakes of all of them
   */
  readonly inventory: (sources: readonly string[], playbookFolder: string | undefined) => Promise<Inventory>;
}

/** @param options `unwritten`: texts by their paths, as if they stood there */
export function userFiles(
  options: KeyOptions & { readonly unwritten?: ReadonlyMap<string, string> },
): UserFiles {
  const files = (playbookFolder?: string) => {
    const local = localFiles([shippedTemplates], playbookFolder);
    return options.unwritten ? withTexts(local, options.unwritten) : local;
  };
  const open = openerWith(keySources(options));
  const known = new Map<readonly string[], Promise<InventoryFor>>();
  return {
    files,
    open,
    inventory: async (sources, playbookFolder) => {
      const reading = known.get(sources) ?? readSources(sources, files(), open);
      known.set(sources, reading);
      const inventoryFor = await reading;
      return inventoryFor(playbookFolder);
    },
  };
}
