// What comes from a host into a folder of this machine, and never beside it: names below the folder are not trusted.

import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fail, type Place } from '../problem.js';
import { writeWhole } from './write.js';

export interface Fetched {
  /** As the playbook writes it: from the folder of the file that names it on. */
  readonly folder: string;
  /** Path in that folder. */
  readonly below: string;
  readonly bytes: Uint8Array;
}

/**
 * @param write false: it only looks
 * @throws ProblemError where the path leaves the folder, or cannot be written
 */
export function keepFetched(
  { folder, below, bytes }: Fetched,
  place: Place,
  write: boolean,
): { readonly path: string; readonly isThere: boolean } {
  const root = resolve(dirname(place.file), folder);
  const parts = below.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length === 0 || parts.some((part) => part === '..' || part.includes('\0')))
    fail(`${JSON.stringify(below)} leads out of ${root}`, place, 'name a path in it');
  const path = join(root, ...parts);
  for (const [at] of parts.entries())
    requireOwn(join(root, ...parts.slice(0, at + 1)), at === parts.length - 1, place);
  const isThere = holds(path, bytes);
  if (write && !isThere) {
    makeFolder(dirname(path), place);
    writeWhole(path, bytes, 0o600);
  }
  return { path, isThere };
}

/** A link would lead what a host sends to another place. */
function requireOwn(path: string, isFile: boolean, place: Place): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || (isFile ? found.isFile() : found.isDirectory())) return;
  const kind = found.isSymbolicLink()
    ? 'a symbolic link'
    : found.isDirectory()
      ? 'a directory'
      : 'no directory';
  fail(`${path} is ${kind}, so nothing is written there`, place, 'remove it, or name another dest');
}

function holds(path: string, bytes: Uint8Array): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.size === bytes.length && readFileSync(path).equals(bytes);
}

function makeFolder(path: string, place: Place): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    fail(`cannot make the folder ${path}: ${(error as Error).message}`, place);
  }
}
