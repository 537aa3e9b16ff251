// The two files that setup writes, first in memory: plans are made of them before they are on disk.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { requireTrusted } from '../files/trusted.js';
import { writeWhole } from '../files/write.js';
import { fail, ProblemError } from '../problem.js';
import { playbookFile } from '../project/shipped.js';
import { startingPlaybook } from '../project/starting_files.js';
import { sealOf } from '../secrets/seal.js';
import type { InventoryEntry } from './conversation/inventory_entry.js';
import { entryText, hostAt, withHost } from './conversation/inventory_text.js';
import type { EndpointEntry } from './conversation/meant.js';
import { Refused } from './converse.js';

export interface Pages {
  readonly inventory: string;
  readonly playbook: string;
  /** The host of the inventory that is meant, by its name or its address; undefined: it is not there yet. */
  hostAt(name: string, address: string): string | undefined;
  /** What is said of a host, instead of what was put for it before. @throws ProblemError for an inventory that is no YAML */
  put(host: string, entry: InventoryEntry, endpoint?: EndpointEntry): void;
  /** Those that differ from what is on disk, by path. */
  unwritten(): ReadonlyMap<string, string>;
  /** The same for people: of an inventory only what is put into it, as the passwords of other hosts may stand there. */
  shown(): ReadonlyMap<string, string>;
  /**
   * Each whole or not at all; what others wrote into the inventory meanwhile stays.
   *
   * @returns their paths
   * @throws ProblemError
   */
  write(): readonly string[];
}

/**
 * @param playbook as `apply` understands it: one that is not there may be one that is shipped
 * @throws ProblemError for an inventory that nothing can be added to, and a playbook that would import itself
 */
export function openPages(sources: readonly string[], playbook: string): Pages {
  const inventory = sources[0] ?? 'inventory.yml';
  const isPlaybookThere = () => existsSync(playbookFile(playbook));
  if (!isPlaybookThere()) requireOwnName(playbook);
  let before = textOf(inventory);
  const entries = new Map<string, readonly [InventoryEntry, (EndpointEntry | undefined)?]>();
  let text = before;
  const unwritten = () => {
    const pages = new Map<string, string>();
    if (text !== undefined && text !== before) pages.set(inventory, text);
    if (!isPlaybookThere()) pages.set(playbook, startingPlaybook(playbook, inventory));
    return pages;
  };
  const putAll = () => {
    text = before;
    for (const [name, entry] of entries) text = withHost(text, inventory, name, ...entry);
  };
  return {
    inventory,
    playbook,
    unwritten,
    shown: () => {
      const pages = new Map(unwritten());
      const added = [...entries].map(([host, entry]) => entryText(host, ...entry)).join('');
      if (pages.has(inventory)) pages.set(inventory, added);
      return pages;
    },
    hostAt: (name, address) => (before === undefined ? undefined : hostAt(before, name, address)),
    put: (host, ...entry) => {
      entries.set(host, entry);
      putAll();
    },
    write: () => {
      const now = textOf(inventory);
      if (now === undefined && before !== undefined) fail(`${inventory} was taken away meanwhile`);
      if (now !== before) {
        before = now;
        putAll();
      }
      const pages = [...unwritten()];
      for (const [path, page] of pages) writeOrRefuse(path, page);
      before = text;
      return pages.map(([path]) => path);
    },
  };
}

/** A full disk is no mistake in what somebody wrote. @throws Refused */
function writeOrRefuse(path: string, page: string): void {
  try {
    writeWhole(path, page, 0o644);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new Refused(`${error.message}\nNothing was done on a host.`);
  }
}

/** The playbook that is written imports a shipped one by its name, and one beside it is found first. */
function requireOwnName(playbook: string): void {
  const name = basename(playbook);
  if (playbookFile(name) === name) return;
  const advice = `name it otherwise, or take that one: --playbook ${name}`;
  fail(
    `${playbook} is not there, and has the name of a playbook that comes with hostwright`,
    undefined,
    advice,
  );
}

function textOf(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return undefined;
  const advice = 'name a YAML file with --inventory FILE; it is made where there is none';
  if (!found.isFile()) fail(`${file} is no file that a host could be added to`, undefined, advice);
  requireTrusted(file);
  const text = readFileSync(file, 'utf8');
  if (sealOf(text) !== undefined)
    fail(`${file} is encrypted, and setup does not write into it`, undefined, advice);
  return text;
}
