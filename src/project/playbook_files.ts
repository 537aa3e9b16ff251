// A playbook with all the files that it is made of. Which ones is known only by reading it, and opening an encrypted one
// may ask a person: so it is read again and again, each time with the files that it was found to need.

import type { Files } from '../files/files.js';
import { isThere } from '../files/files.js';
import { filesUnder } from '../files/folder.js';
import { modulesByName } from '../modules/index.js';
import { playbookFrom } from '../playbook/parse.js';
import type { Playbook } from '../playbook/play.js';
import { type Place, ProblemError } from '../problem.js';
import type { Opener } from '../secrets/opened.js';
import type { ParsedYaml } from '../yaml/parse.js';
import { loadYaml, settled } from './load.js';
import { playbookFile, shippedPlaybooks, shippedRoles } from './shipped.js';

/** @throws ProblemError for mistakes in any of them */
export async function loadPlaybook(name: string, files: Files, open: Opener): Promise<Playbook> {
  const file = playbookFile(name);
  const load = async (path: string, place?: Place) =>
    settled((async () => loadYaml(files.text(path, place), path, 'playbook', open))());
  const yaml = (await load(file))();
  const loaded = new Map<string, () => ParsedYaml>();
  for (;;) {
    const missing = new Map<string, Place>();
    const read = (path: string, place: Place) => {
      if (!loaded.has(path)) missing.set(path, place);
      return loaded.get(path)?.() ?? { documents: [], warnings: [] };
    };
    const pages = {
      read,
      isThere,
      filesUnder,
      roleFolders: [shippedRoles],
      playbookFolders: [shippedPlaybooks],
    };
    const parsed = attempt(() => playbookFrom(yaml, file, modulesByName, pages));
    if (missing.size === 0) return withWarnings(parsed(), [...loaded.values()]);
    // One after another: what is encrypted may ask for a passphrase.
    for (const [path, place] of missing) loaded.set(path, await load(path, place));
  }
}

function withWarnings(playbook: Playbook, pages: readonly (() => ParsedYaml)[]): Playbook {
  return { ...playbook, warnings: [...playbook.warnings, ...pages.flatMap((page) => page().warnings)] };
}

/** Mistakes count only once all files are there. */
function attempt<Value>(work: () => Value): () => Value {
  try {
    const value = work();
    return () => value;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return () => {
      throw error;
    };
  }
}
