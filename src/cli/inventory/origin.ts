// `inventory --host NAME --origin`: where each value comes from, what it won over, and who reads it.

import { dirname, join } from 'node:path';
import { type Mentioned, mentionInValue } from '../../expression/mentioned.js';
import type { Levels } from '../../expression/precedence.js';
import type { Files } from '../../files/files.js';
import { filesUnder, kindOf } from '../../files/folder.js';
import { shown } from '../../inventory/list.js';
import { type Origin, originsIn, type RankedVariable } from '../../inventory/origin.js';
import { variableDescriptions } from '../../inventory/variable_descriptions.js';
import { modulesByName } from '../../modules/index.js';
import type { Playbook } from '../../playbook/play.js';
import { type Reader, readersOf } from '../../playbook/reads.js';
import { type Place, ProblemError } from '../../problem.js';
import { loadPlaybook } from '../../project/playbook_files.js';
import { shippedPlaybooks } from '../../project/shipped.js';
import { templatesOf } from '../../project/unread.js';
import { visible } from '../../report/escape.js';
import { truncate } from '../../report/width.js';
import type { Opener } from '../../secrets/opened.js';
import { beginsWithItem } from '../../yaml/syntax.js';

/** So many of those who read a variable are named. */
const readersTold = 3;

/** @param readers of the playbooks that may run */
export function originLines(levels: Levels, readers: readonly Reader[]): readonly string[] {
  const origins = originsIn(levels);
  const variables = origins.map(({ name, from }) => readerOf(name, from));
  return origins.flatMap((origin) => linesOf(origin, [...variables, ...readers]));
}

function linesOf({ name, from, over }: Origin, readers: readonly Reader[]): readonly string[] {
  const line = (head: string, text: string) => `  ${head.padEnd(8)} ${text}`;
  const isOwn = Object.hasOwn(variableDescriptions, name);
  const others = readers
    .filter(({ words }) => words.has(name))
    .map(({ what, place }) => `${at(place)} ${what}`);
  const all = [...(isOwn ? ['hostwright itself'] : []), ...new Set(others)];
  const told = all.length === 0 ? ['nobody that is known here'] : all.slice(0, readersTold);
  const more = all.length > readersTold ? [line('', `and ${all.length - readersTold} more`)] : [];
  return [
    `${visible(name)}: ${valueText(from)}`,
    line('from', placeText(from)),
    ...over.map((each) => line('over', `${valueText(each)}, ${placeText(each)}`)),
    ...told.map((reader, index) => line(index === 0 ? 'read by' : '', visible(reader))),
    ...more,
  ];
}

function valueText({ variable }: RankedVariable): string {
  return truncate(visible(JSON.stringify(shown(variable))), 80);
}

function placeText({ variable, of }: RankedVariable): string {
  return `${visible(at(variable.node.place))} (${of})`;
}

function at({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** What a variable holds may read others. */
function readerOf(name: string, { variable: { node } }: RankedVariable): Reader {
  const read: Mentioned = { words: new Set(), names: new Set() };
  mentionInValue(node, read);
  return { what: `the variable ${name}`, place: node.place, words: read.words };
}

/**
 * Who reads variables in the playbooks of a folder; where there is none, in those that come with hostwright. What cannot be
 * read is no playbook, or is told by `validate`.
 *
 * @param folder beside an inventory, or one that is named
 */
export async function readersBeside(folder: string, files: Files, open: Opener): Promise<readonly Reader[]> {
  const names = filesUnder(folder, 1)
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => join(folder, name));
  const own = await playbooksOf(names, files, open);
  const shipped = [join(shippedPlaybooks, 'secure-websocket.yml')];
  const playbooks = own.length > 0 ? own : await playbooksOf(shipped, files, open);
  const templates = templatesOf({ modules: modulesByName, files });
  return playbooks.flatMap((playbook) => readersOf(playbook, modulesByName, templates));
}

async function playbooksOf(
  names: readonly string[],
  files: Files,
  open: Opener,
): Promise<readonly Playbook[]> {
  const playbooks: Playbook[] = [];
  for (const name of names) {
    try {
      if (beginsWithItem(files.text(name))) playbooks.push(await loadPlaybook(name, files, open));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
    }
  }
  return playbooks;
}

/** Where the playbooks of an inventory are, unless somebody says it. */
export function folderBeside(sources: readonly string[]): string {
  const [source = '.'] = sources.filter((each) => kindOf(each) !== undefined);
  return kindOf(source) === 'folder' ? source : dirname(source);
}
