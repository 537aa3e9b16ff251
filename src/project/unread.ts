// Which variables of a run nothing reads: in its playbook, the templates that it renders, and the playbooks beside it.

import { basename, dirname, join } from 'node:path';
import { type Mentioned, mentionInValue } from '../expression/mentioned.js';
import type { Levels } from '../expression/precedence.js';
import type { Variables } from '../expression/scope.js';
import type { Files } from '../files/files.js';
import { filesUnder } from '../files/folder.js';
import type { Host } from '../inventory/inventory.js';
import { type Unread, unreadVariables } from '../inventory/unread.js';
import type { Module } from '../module.js';
import type { Play, Playbook } from '../playbook/play.js';
import { readsOf, type TemplatesOf } from '../playbook/reads.js';
import { sourceOf } from '../playbook/source_of.js';
import { ProblemError } from '../problem.js';
import { entryOf, type LocatedScalar } from '../yaml/located.js';
import { beginsWithItem } from '../yaml/syntax.js';
import { shippedPlaybooks } from './shipped.js';

interface OfPlaybook {
  readonly playbook: Playbook;
  readonly modules: ReadonlyMap<string, Module>;
  readonly files: Files;
  readonly playbookFolder: string;
}

interface Given extends OfPlaybook {
  readonly hostsOf: (play: Play) => readonly Host[];
  readonly given: (host: Host) => Levels;
}

export const nothingUnread: Unread = { problems: [], warnings: [] };

export function unreadIn(given: Given): Unread {
  const { playbook, hostsOf } = given;
  const hosts = [...new Map(playbook.plays.flatMap(hostsOf).map((host) => [host.name, host])).values()];
  const ofPlays = levelsOf(playbook.plays);
  const levels = hosts.map((host) => ({ ...given.given(host), ...ofPlays }));
  const readers = readersIn(given);
  addValues(levels, readers);
  const isShipped = playbook.plays.every(({ place }) => place.file.startsWith(shippedPlaybooks));
  return unreadVariables(levels, readers, isShipped);
}

/** @param options `strict`: what may be a mistake is one */
export function withStrictness(
  unread: Unread,
  { strict = false }: { readonly strict?: boolean | undefined },
): Unread {
  return strict ? { problems: [...unread.problems, ...unread.warnings], warnings: [] } : unread;
}

/** What the files of a playbook read, whatever the inventory says. */
export function readersIn(given: OfPlaybook) {
  const reads = readsOf(given.playbook, given.modules, templatesOf(given));
  addSiblings(given, reads);
  return { words: reads.words, names: new Set([...reads.names].filter((name) => !reads.set.has(name))) };
}

function levelsOf(plays: readonly Play[]): Levels {
  const all = (of: (play: Play) => Variables) => new Map(plays.flatMap((play) => [...of(play)]));
  return { 'play vars': all(({ vars }) => vars), vars_files: all(({ varsFiles }) => varsFiles) };
}

/** What variables hold reads others. */
function addValues(levels: readonly Levels[], readers: Mentioned): void {
  const seen = new Set<Variables>();
  for (const variables of levels.flatMap((each) => Object.values(each))) {
    if (seen.has(variables)) continue;
    seen.add(variables);
    for (const variable of variables.values())
      if (variable.kind === 'source') mentionInValue(variable.node, readers);
  }
}

/** An inventory serves all playbooks of a folder: every word in the others, and in its roles, may be what reads it. */
function addSiblings({ playbookFolder, playbook, files }: OfPlaybook, { words }: Mentioned): void {
  const others = filesUnder(playbookFolder, 1).filter((name) => name !== basename(playbook.file));
  const ofRoles = filesUnder(join(playbookFolder, 'roles'), 4).map((name) => join('roles', name));
  for (const name of [...others, ...ofRoles].filter((each) => /\.ya?ml$/.test(each))) {
    const text = readable(() => files.text(join(playbookFolder, name))) ?? '';
    if (!name.endsWith('argument_specs.yml') && !beginsWithItem(text)) continue;
    for (const [word] of text.replace(/^\s*#.*$/gm, '').matchAll(/[A-Za-z_]\w*/g)) words.add(word);
  }
}

/** The texts of the files that a task may render, each read once. */
export function templatesOf({ modules, files }: Pick<OfPlaybook, 'modules' | 'files'>): TemplatesOf {
  const known = new Map<string, string | undefined>();
  const textOf = (path: string) => {
    if (!known.has(path))
      known.set(
        path,
        readable(() => files.text(path)),
      );
    return known.get(path);
  };
  return ({ module: name, params }) => {
    const module = modules.get(name);
    const source = sourceOf(module, params);
    const src = source?.kind === 'template' ? entryOf(params, source.from)?.value : undefined;
    const paths = src?.kind === 'scalar' ? pathsOf(src, files) : [];
    return paths.map(textOf).filter((text) => text !== undefined);
  };
}

/** Of a name that holds templates all files that it can mean. */
function pathsOf({ text, place }: LocatedScalar, files: Files): readonly string[] {
  const find = (name: string) => readable(() => files.find('template', name, place));
  if (!text.includes('{{')) return [find(text)].filter((path) => path !== undefined);
  const folder = find(dirname(text));
  if (folder === undefined) return [];
  const pattern = basename(text)
    .split(/\{\{.*?\}\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const fits = new RegExp(`^${pattern.join('.*')}$`);
  return filesUnder(folder, 1).flatMap((name) => (fits.test(name) ? [join(folder, name)] : []));
}

/** What cannot be read is told where it is needed. */
function readable<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return undefined;
  }
}
