// The two files that setup writes, first in memory: plans are made of them before they are on disk.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { fail } from '../../problem.js';
import { sealOf } from '../../secrets/seal.js';
import type { Entry } from '../../setup/entry.js';
import { hostAt, withHost } from '../../setup/inventory_text.js';
import { startingPlaybook } from '../init/starting_files.js';
import { writeWhole } from '../secrets/write.js';

export interface Pages {
  readonly inventory: string;
  readonly playbook: string;
  /** The host of the inventory that is meant, by its name or its address; undefined: it is not there yet. */
  hostAt(name: string, address: string): string | undefined;
  /** What is said of a host, instead of what was put for it before. @throws ProblemError for an inventory that is no YAML */
  put(host: string, entry: Entry): void;
  /** Those that differ from what is on disk, by path. */
  unwritten(): ReadonlyMap<string, string>;
  /** Each whole or not at all. @returns their paths @throws ProblemError */
  write(): readonly string[];
}

/** @throws ProblemError for an inventory that nothing can be added to */
export function openPages(sources: readonly string[], playbook: string): Pages {
  const inventory = sources[0] ?? 'inventory.yml';
  const before = textOf(inventory);
  const entries = new Map<string, Entry>();
  let text = before;
  const unwritten = () => {
    const pages = new Map<string, string>();
    if (text !== undefined && text !== before) pages.set(inventory, text);
    if (!existsSync(playbook)) pages.set(playbook, startingPlaybook(playbook, inventory));
    return pages;
  };
  return {
    inventory,
    playbook,
    unwritten,
    hostAt: (name, address) => (before === undefined ? undefined : hostAt(before, name, address)),
    put: (host, entry) => {
      entries.set(host, entry);
      text = before;
      for (const [name, each] of entries) text = withHost(text, inventory, name, each);
    },
    write: () => {
      const pages = [...unwritten()];
      for (const [path, page] of pages) writeWhole(path, page, 0o644);
      return pages.map(([path]) => path);
    },
  };
}

function textOf(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return undefined;
  const advice = 'name a YAML file with --inventory FILE; it is made where there is none';
  if (!found.isFile()) fail(`${file} is no file that a host could be added to`, undefined, advice);
  const text = readFileSync(file, 'utf8');
  if (sealOf(text) !== undefined)
    fail(`${file} is encrypted, and setup does not write into it`, undefined, advice);
  return text;
}
