// `hostwright init`: writes the files that a folder of hosts begins with, all of them or none.

import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, ProblemError } from '../../problem.js';
import { type StartingFile, startingFiles } from '../../project/starting_files.js';

/**
 * @returns what to tell: the files, and what to do next
 * @throws ProblemError where one of them is there already, or cannot be written; none is left then
 */
export function initFolder(folder: string): string {
  const files = startingFiles();
  const there = files.filter(({ name }) => existsSync(join(folder, name)));
  if (there.length > 0) {
    throw new ProblemError(
      there.map(({ name }) => ({
        message: `${join(folder, name)} is there already, and nothing is overwritten`,
        advice: 'name another folder: hostwright init FOLDER',
      })),
    );
  }
  writeAll(folder, files);
  return told(folder, files);
}

function writeAll(folder: string, files: readonly StartingFile[]): void {
  const written: string[] = [];
  for (const { name, text } of files) {
    const path = join(folder, name);
    try {
      mkdirSync(dirname(path), { recursive: true });
      // Of two at the same time, only one writes.
      const file = openSync(path, 'wx');
      written.push(path);
      writeFileSync(file, text);
      closeSync(file);
    } catch (error) {
      for (const each of written) rmSync(each);
      fail(`cannot write ${path}: ${(error as Error).message}`);
    }
  }
}

function told(folder: string, files: readonly StartingFile[]): string {
  const here = folder === '.' ? 'this folder' : folder;
  const width = Math.max(...files.map(({ name }) => name.length));
  const lines = files.map(({ name, holds }) => `  ${name.padEnd(width)}  ${holds}\n`);
  return `Written, in ${here}:\n${lines.join('')}\nNext, in ${here}:\n${next}`;
}

const next = `  name your hosts in inventory.yml, set what they have in common in group_vars/all.yml
  hostwright validate site.yml inventory.yml   # any mistakes? no host is touched
  hostwright plan site.yml --diff              # what would change? nothing is touched
  hostwright apply site.yml                    # make it so, and prove it
`;
