// Inventories from this machine: each source in the format that it has, all into one; then group_vars/ and host_vars/.

import pLimit from 'p-limit';
import type { Files } from '../../files/files.js';
import { entriesOf, isProgram, kindOf } from '../../files/folder.js';
import { assemble } from '../../inventory/assemble.js';
import { Draft } from '../../inventory/draft.js';
import { inventoryFilesIn } from '../../inventory/folders.js';
import { inventoryFormat } from '../../inventory/format.js';
import { readHostList } from '../../inventory/host_list.js';
import { readIniInventory } from '../../inventory/ini.js';
import type { Inventory } from '../../inventory/inventory.js';
import { readYamlInventory } from '../../inventory/parse.js';
import { readHostVariables, readScriptInventory } from '../../inventory/script.js';
import { type Problem, ProblemError } from '../../problem.js';
import type { Opener } from '../../secrets/opened.js';
import { hidingWords, openWhole, parsePlain } from '../load.js';
import { askProgram } from './run_program.js';
import { told } from './told.js';
import { loadVarsFolders } from './vars_folders.js';

/** How many times a program is asked at once with --host. */
const programsAtOnce = 8;

interface Loading {
  readonly files: Files;
  readonly open: Opener;
  readonly draft: Draft;
  readonly warnings: Problem[];
}

/** An inventory, whose sources are read once, as it is for playbooks of different folders. */
export type InventoryFor = (playbookFolder: string | undefined) => Promise<Inventory>;

/**
 * @param sources files, folders, programs, or hosts with commas between them, in the order in which they are read
 * @param playbookFolder whose group_vars/ and host_vars/ count as well
 * @throws ProblemError with the mistakes of all of them
 */
export async function loadInventory(
  sources: readonly string[],
  playbookFolder: string | undefined,
  files: Files,
  open: Opener,
): Promise<Inventory> {
  const inventoryFor = await readSources(sources, files, open);
  return inventoryFor(playbookFolder);
}

/** As `loadInventory`, in two steps. */
export async function readSources(
  sources: readonly string[],
  files: Files,
  open: Opener,
): Promise<InventoryFor> {
  const ofSources: Problem[] = [];
  const draft = new Draft(ofSources);
  const read = { problems: ofSources, warnings: [] as Problem[] };
  // One after another: they grow into each other, and what is encrypted may ask for a passphrase.
  for (const source of sources)
    await told(ofSources, () => readSource(source, { files, open, draft, warnings: read.warnings }));
  for (const name of draft.hosts.keys())
    if (draft.groups.has(name)) read.warnings.push(sameName(name, draft));
  return async (playbookFolder) => {
    const [problems, unread, warnings] = [[] as Problem[], [] as Problem[], [...read.warnings]];
    const given = { sources, playbookFolder, files, open, warnings, unread, problems };
    const folders = await loadVarsFolders(given, [...draft.groups.keys()], [...draft.hosts.keys()]);
    const inventory = assemble(draft, folders);
    if (read.problems.length + problems.length > 0) throw new ProblemError([...read.problems, ...problems]);
    return { ...inventory, warnings, unread };
  };
}

async function readSource(source: string, loading: Loading): Promise<void> {
  const { draft } = loading;
  const kind = kindOf(source);
  draft.source = source;
  if (kind === undefined && source.includes(',')) readHostList(source, draft);
  else if (kind === 'folder') {
    for (const file of inventoryFilesIn(entriesOf(source) ?? [])) {
      draft.source = file;
      await told(draft.problems, () => readFile(file, loading));
    }
  } else await readFile(source, loading);
}

async function readFile(file: string, loading: Loading): Promise<void> {
  if (kindOf(file) === 'file' && isProgram(file)) return readProgram(file, loading.draft);
  const { draft, files, open, warnings } = loading;
  const plain = await openWhole(textOf(file, files), file, open);
  const format = inventoryFormat(file, plain.text);
  if (format === 'ini') {
    hidingWords(plain, () =>
      collected(draft, (own) => readIniInventory(plain.text, file, plain.secret, own)),
    );
    return;
  }
  const yaml = await parsePlain(plain, format === 'json' ? 'playbook' : 'inventory', open);
  warnings.push(...readYamlInventory(yaml, file, draft));
}

/** The mistakes of a reader as an error, so that those of an encrypted file can lose their words. */
function collected(draft: Draft, read: (draft: Draft) => void): void {
  const before = draft.problems.length;
  read(draft);
  const problems = draft.problems.splice(before);
  if (problems.length > 0) throw new ProblemError(problems);
}

async function readProgram(path: string, draft: Draft): Promise<void> {
  const unknown = readScriptInventory(await askProgram(path, ['--list']), draft);
  const limit = pLimit(programsAtOnce);
  const ask = (host: string) => limit(() => askProgram(path, ['--host', host]));
  const answers = await Promise.allSettled(unknown.map(ask));
  for (const [index, answer] of answers.entries()) {
    const host = unknown[index] ?? '';
    await told(draft.problems, async () => {
      if (answer.status === 'rejected') throw answer.reason;
      readHostVariables(host, answer.value, draft);
    });
  }
}

function textOf(file: string, files: Files): string {
  try {
    return files.text(file);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const advice = 'name your inventory with --inventory FILE';
    throw new ProblemError(error.problems.map((problem) => ({ ...problem, advice })));
  }
}

function sameName(name: string, { groups }: Draft): Problem {
  return { message: `"${name}" is the name of a group and of a host`, place: groups.get(name)?.place };
}
