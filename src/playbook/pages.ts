// The files that a playbook is made of, besides its own: imported tasks and plays, roles, files of variables.
//
// Reading them is not done here: they may be encrypted, and opening them may ask a person (src/project/playbook_files.ts).

import { dirname, isAbsolute, join } from 'node:path/posix';
import { fail, type Place, type Problem, ProblemError } from '../problem.js';
import type { Located, LocatedScalar } from '../yaml/located.js';
import type { ParsedYaml } from '../yaml/parse.js';
import type { Problems } from '../yaml/shape.js';

export interface Pages {
  /** What stands in a YAML file. @throws ProblemError, at `place`, where it cannot be read */
  readonly read: (path: string, place: Place) => ParsedYaml;
  readonly isThere: (path: string) => boolean;
  /** Paths of all files in a folder, from there, down to so many levels. */
  readonly filesUnder: (folder: string, depth: number) => readonly string[];
  /** Where roles are looked for that are not beside the playbook. */
  readonly roleFolders: readonly string[];
  /** Where playbooks are looked for that are not beside the one that imports them. */
  readonly playbookFolders: readonly string[];
}

export const noPages: Pages = {
  read: (path, place) => fail(`${path} was not read`, place),
  isThere: () => false,
  filesUnder: () => [],
  roleFolders: [],
  playbookFolders: [],
};

/** The path of a file that is named in another one, from the folder of that. */
export function besides({ text: name, place }: LocatedScalar): string {
  return isAbsolute(name) ? name : join(dirname(place.file), name);
}

/** The path of a playbook: beside the playbook that imports it; one that is not there may be one of those that come with the program. */
export function importedPlaybook(name: LocatedScalar, { isThere, playbookFolders }: Pages): string {
  const beside = besides(name);
  const candidates = [beside, ...playbookFolders.map((folder) => join(folder, name.text))];
  return candidates.find(isThere) ?? beside;
}

/** The one document of a file; undefined where it is empty, or cannot be read and a problem says so. */
export function readPage(path: string, place: Place, pages: Pages, problems: Problems): Located | undefined {
  try {
    const [document, second] = pages.read(path, place).documents;
    if (second) problems.push({ message: `${path} has to be one YAML document`, place: second.place });
    return document;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

/**
 * As `readPage`, for what is told as it stands there: plays, tasks, what a role needs. Of a file that is encrypted as a
 * whole every word would be a secret, the names of its tasks too.
 */
export function readOpenPage(
  path: string,
  place: Place,
  pages: Pages,
  problems: Problems,
): Located | undefined {
  const page = readPage(path, place, pages, problems);
  if (!page?.secret) return page;
  problems.push(sealedPage(page.place));
  return undefined;
}

export function sealedPage(place: Place): Problem {
  const advice = 'encrypt the values in it (hostwright secrets encrypt --value), or files of variables';
  return { message: 'plays, tasks and what a role needs cannot be encrypted as a whole', place, advice };
}
