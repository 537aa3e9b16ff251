// Names that stand in the files which a line names so far: hosts and groups of its inventory, tags of its playbook.

import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { tasksIn } from '../../playbook/parts_of.js';
import { loadPlaybook } from '../../project/playbook_files.js';
import { playbookFile } from '../../project/shipped.js';
import { userFiles } from '../../project/user_files.js';
import type { Asked } from './words.js';

/** @param line its words without the program. Where a file cannot be read there is nothing to complete, and nothing is said */
export async function namesFor(kind: Asked, line: readonly string[]): Promise<readonly string[]> {
  try {
    return kind === 'hosts' ? await hostsOf(line) : await tagsOf(line);
  } catch {
    return [];
  }
}

async function hostsOf(line: readonly string[]): Promise<readonly string[]> {
  const named = line.flatMap((word, index) => {
    if (word === '-i' || word === '--inventory') return line.slice(index + 1, index + 2);
    return word.startsWith('--inventory=') ? [word.slice('--inventory='.length)] : [];
  });
  const sources = (named.length > 0 ? named : ['inventory.yml']).filter((source) => !isProgram(source));
  const inventory = await userFiles({}).inventory(sources, undefined);
  return [...inventory.hosts.keys(), ...inventory.groups.keys()];
}

/** Nobody who presses Tab wants one to be run. */
function isProgram(source: string): boolean {
  const found = statSync(source, { throwIfNoEntry: false });
  return found?.isFile() === true && (found.mode & 0o111) !== 0;
}

async function tagsOf(line: readonly string[]): Promise<readonly string[]> {
  const playbook = line.slice(1).find((word) => /\.ya?ml$/.test(word) && existsSync(playbookFile(word)));
  if (playbook === undefined) return [];
  const from = userFiles({});
  const { plays } = await loadPlaybook(playbook, from.files(dirname(playbook)), from.open);
  return [...new Set(plays.flatMap(({ tasks }) => tasksIn(tasks).flatMap(({ tags }) => tags)))].sort();
}
