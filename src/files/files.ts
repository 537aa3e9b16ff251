// The only reader of the user's files on this machine: playbooks, templates, and what they copy. It never writes.

import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import type { FolderContent } from '../local_tree.js';
import { fail, type Place } from '../problem.js';
import { contentOfFolder } from './folder_content.js';
import { readShared } from './shared.js';
import { requireTrusted } from './trusted.js';

export interface Content {
  readonly bytes: Buffer;
  /** @throws ProblemError where it is not UTF-8 */
  readonly text: () => string;
  readonly secret: boolean;
}

export interface Files {
  /** @throws ProblemError at `place` when it cannot be read, may be written by others, or is not UTF-8 */
  text(path: string, place?: Place): string;
  /** @throws ProblemError at `place` when it cannot be read, or may be written by others */
  bytes(path: string, place?: Place): Buffer;
  /**
   * What a file holds, for sending it to a host: of one that is encrypted the plain content, which is secret then.
   *
   * @throws ProblemError at `place` when it cannot be read, or opened
   */
  content(path: string, place: Place): Content;
  /**
   * The path of a file that a playbook, a template or an inventory names. Looked up beside the file that names it
   * and in the folder `files` or `templates` there; by a file of a role also in the folders of that role; then beside
   * the playbook that is run, and by a file of a role beside the one that it lies beside; templates also in those that
   * come with the program.
   *
   * @param heard where the name came from, if a host said any of it: then it stays in those folders, links followed
   * @throws ProblemError at `place` that lists where it was looked for
   */
  find(kind: 'file' | 'template', name: string, place: Place, heard?: string): string;
  /**
   * What is in a folder and in the folders in it, from there, links followed; undefined where it is none.
   *
   * @throws ProblemError at `place` where it is too much to be sent
   */
  tree(path: string, place: Place): FolderContent | undefined;
  /** Whether the file is in one of the folders, links followed. */
  isInside(path: string, folders: readonly string[]): boolean;
}

/**
 * @param templateFolders where templates are looked for that are not beside the playbook
 * @param playbookFolder of the playbook that is run: it may give a role that comes with the program other files
 */
export function localFiles(templateFolders: readonly string[], playbookFolder?: string): Files {
  return {
    text: (path, place) => decode(readBytes(path, place), path, place),
    bytes: readBytes,
    content: (path, place) => contentOf(readBytes(path, place), path, place, false),
    isInside,
    tree: (path, place) => contentOfFolder(path, place),
    find(kind, name, place, heard) {
      if (heard !== undefined && (isAbsolute(name) || name.split('/').includes('..')))
        failAstray(kind, name, place, heard);
      const shipped = kind === 'template' ? templateFolders : [];
      const folders = [...foldersFor(kind, place, playbookFolder), ...shipped];
      const candidates = isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name));
      const found = candidates.find((path) => existsSync(path));
      if (found !== undefined) {
        if (heard !== undefined && !isInside(found, folders)) failAstray(kind, name, place, heard);
        return found;
      }
      fail(`there is no ${kind} "${name}"`, place, `looked for ${candidates.join(', ')}`);
    },
  };
}

/** With texts that are to be written to their paths, and are read as if they stood there. */
export function withTexts(files: Files, texts: ReadonlyMap<string, string>): Files {
  return {
    ...files,
    text: (path, place) => texts.get(path) ?? files.text(path, place),
    bytes: (path, place) => {
      const text = texts.get(path);
      return text === undefined ? files.bytes(path, place) : Buffer.from(text);
    },
  };
}

/** What a host says may choose among the user's files, and leads nowhere else. */
function failAstray(kind: string, name: string, place: Place, heard: string): never {
  fail(
    `the ${kind} "${name}" is named by what a host said (${heard}), and leads out of the folders of the playbook`,
    place,
    'name files by your own words, or below the folder of the playbook: no absolute path, no .., no link out of it',
  );
}

function isInside(path: string, folders: readonly string[]): boolean {
  const real = realPathOf(path);
  return folders
    .map(realPathOf)
    .some((folder) => real.startsWith(folder.endsWith(sep) ? folder : folder + sep));
}

/** Where nothing is, the path as it is written. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function foldersFor(
  kind: 'file' | 'template',
  place: Place,
  playbookFolder: string | undefined,
): readonly string[] {
  const folder = resolve(dirname(place.file));
  const last = playbookFolder === undefined ? [] : [resolve(playbookFolder)];
  const folders = new Set([folder, ...roleAround(folder, last)]);
  return [...folders].flatMap((each) => [each, join(each, `${kind}s`)]);
}

/** A file of a role finds what belongs to the role, then what lies beside a playbook. */
function roleAround(folder: string, playbookFolders: readonly string[]): readonly string[] {
  const role = dirname(folder);
  const isRole = basename(dirname(role)) === 'roles';
  return isRole ? [role, ...playbookFolders, dirname(dirname(role))] : playbookFolders;
}

/** Whether there is a file or folder of that path. */
export function isThere(path: string): boolean {
  return existsSync(path);
}

export function contentOf(bytes: Buffer, path: string, place: Place, secret: boolean): Content {
  return { bytes, text: () => decode(bytes, path, place), secret };
}

function readBytes(path: string, place?: Place): Buffer {
  requireTrusted(path, place);
  try {
    return readShared(path);
  } catch (error) {
    fail(`cannot read ${path}: ${reasonOf(error)}`, place);
  }
}

/** Text is UTF-8, strictly: a file in another encoding would arrive on the host changed. */
function decode(bytes: Buffer, path: string, place?: Place): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    fail(`${path} is not UTF-8 text`, place, 'save it as UTF-8, or copy it as it is with copy: src');
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
