// What of a folder differs on a host, and the steps that bring it there. Pure.

import { posix } from 'node:path';
import { change, type Field, type Missing, missing, type Step, type Verdict } from '../../change.js';
import { sha256Of } from '../../digest.js';
import { deeds, directoryCall } from '../../shell/door/deeds.js';
import { atDoor, isAllowed } from '../../shell/door/door.js';
import type { Attributes } from '../attributes.js';
import { missingAccount } from '../attributes.js';
import { attributesStep, putStep } from '../file_steps.js';
import { blockerAbove, blockerOnTheWay } from '../path_blocker.js';
import type { State } from '../states.js';
import { settled } from '../symbolic_mode.js';
import { MANY, type NewEntry, newEntriesStep, packable } from './new_entries.js';
import { type Entry, entriesOf, type FoundTree, type WantedTree } from './tree.js';

interface Differing {
  readonly path: string;
  readonly what: string;
  readonly step: Step;
  /** A folder that may get another owner, who could lead astray what is done in it after that. */
  readonly isGiven?: boolean;
}

export function planTree(wanted: WantedTree, found: FoundTree): Verdict {
  const { dest } = wanted;
  if (found.kind !== 'nothing' && found.kind !== 'directory')
    return missing(`${dest} is no directory`, 'src is a directory: name one, or remove it first');
  const blocked = missingAccount(wanted, found) ?? inTheWay(wanted, found);
  if (blocked) return blocked;
  const entries = entriesOf(wanted);
  const differing = [
    ...destMade(wanted, found),
    ...entries.flatMap((entry) => differs(wanted, found, entry)),
  ];
  if (differing.length === 0) return null;
  const packed = packedOf(wanted, found);
  const field = fieldOf(differing, entries.length + 1);
  const blocker =
    (found.kind === 'nothing' ? blockerAbove(found, { deep: true }) : undefined) ??
    blockerOnTheWay(wanted, { ...found, owner: null });
  return blocker ? { ...blocker, fields: [field] } : change([field], stepsOf(wanted, differing, packed));
}

/** The folder itself comes first, then what is new, then the rest; a folder's own attributes come after all that is in it. */
function stepsOf(
  wanted: WantedTree,
  differing: readonly Differing[],
  packed: readonly NewEntry[],
): readonly Step[] {
  const isPacked = packed.length >= MANY;
  const paths = new Set(isPacked ? packed.map(({ path }) => path) : []);
  const top = differing.filter(({ path }) => path === '.');
  const left = differing.filter(({ path, isGiven }) => path !== '.' && !isGiven && !paths.has(path));
  const given = differing.filter(({ isGiven }) => isGiven).reverse();
  const archive = isPacked ? [newEntriesStep(wanted, packed)] : [];
  return [...stepsIn(top), ...archive, ...stepsIn(left), ...stepsIn(given)];
}

function stepsIn(differing: readonly Differing[]): readonly Step[] {
  return differing.map(({ step }) => step);
}

/** Where somebody else may write on the way, or a command has to accept each, they go one by one. */
function packedOf(wanted: WantedTree, found: FoundTree): readonly NewEntry[] {
  const { above, states, isRoot, hasTar } = found;
  const isFeared = isRoot && wanted.unsafe_path !== 'allow';
  if (!hasTar || wanted.validate || (isFeared && above.doubt)) return [];
  const isOpen = (mode: number, owner: string | null) =>
    (mode & 0o2000) !== 0 || (isFeared && (owner !== 'root' || (mode & 0o022) !== 0));
  if (found.kind === 'directory' && isOpen(Number.parseInt(found.mode ?? '0', 8), found.owner)) return [];
  const folders = [...states.values()].filter(({ kind }) => kind === 'directory');
  if (folders.some(({ mode, owner }) => isOpen(mode, owner))) return [];
  const { mode: folderMode = '0755' } = settled(
    { ...wanted, mode: wanted.directory_mode },
    { kind: 'nothing', mode: null },
    'directory',
  );
  const { mode: fileMode = '0644' } = settled(wanted, { kind: 'file', mode: null });
  const isNew = ({ path }: Entry) => path !== '' && !states.has(path);
  return packable(
    entriesOf(wanted)
      .filter(isNew)
      .map(({ path, bytes }) => ({ path, bytes, mode: bytes ? fileMode : folderMode })),
  );
}

/** How many of the files and folders are as wanted, for the law that a plan tells the truth. */
export function inOrder(wanted: WantedTree, found: FoundTree): number {
  const entries = entriesOf(wanted);
  const differing = [
    ...destMade(wanted, found),
    ...entries.flatMap((entry) => differs(wanted, found, entry)),
  ];
  return entries.length + 1 - differing.length;
}

/** Something else is never replaced by a folder, nor a folder by a file. */
function inTheWay(wanted: WantedTree, { states }: FoundTree): Missing | undefined {
  for (const { path, bytes } of entriesOf(wanted)) {
    const there = states.get(path)?.kind;
    if (there === undefined || (bytes ? there === 'file' || there === 'link' : there === 'directory'))
      continue;
    const noun = {
      file: 'a file',
      directory: 'a directory',
      link: 'a symbolic link',
      other: 'a device, socket or pipe',
    }[there];
    return missing(
      `${posix.join(wanted.dest, path)} is ${noun}, and here ${bytes ? 'a file' : 'a directory'}`,
      'remove it first',
    );
  }
  return undefined;
}

function destMade(wanted: WantedTree, found: FoundTree): readonly Differing[] {
  if (found.kind !== 'nothing') return [];
  const { parent, nearest } = found.above;
  const below =
    parent === nearest ? undefined : parent.slice(nearest === '/' ? 1 : nearest.length + 1).split('/')[0];
  const top = below === undefined ? wanted.dest : posix.join(nearest, below);
  return [{ path: '.', what: 'absent', step: folderStep(wanted, wanted.dest, [top]) }];
}

function differs(wanted: WantedTree, found: FoundTree, { path, bytes }: Entry): readonly Differing[] {
  const state = found.states.get(path);
  const whole = posix.join(wanted.dest, path);
  if (!bytes) return folderDiffers(wanted, path, whole, state);
  if (state && !wanted.force) return [];
  const own = settled(wanted, { kind: 'file', mode: modeOf(state) });
  const target = { ...own, path: whole, follow: false };
  const content =
    state === undefined ? 'absent' : found.hashes.get(path) === sha256Of(bytes) ? '' : 'content';
  if (content !== '') return [{ path, what: content, step: putStep(target, bytes) }];
  const what = attributesOf(own, state);
  return what === '' ? [] : [{ path, what, step: attributesStep(target) }];
}

function folderDiffers(
  wanted: WantedTree,
  path: string,
  whole: string,
  state: State | undefined,
): readonly Differing[] {
  const own = settled({ ...wanted, mode: wanted.directory_mode }, { kind: 'directory', mode: modeOf(state) });
  if (state === undefined) return [{ path, what: 'absent', step: folderStep(wanted, whole, [whole]) }];
  const what = attributesOf(own, state);
  const step = attributesStep({ ...own, path: whole, follow: false });
  return what === '' ? [] : [{ path, what, step, isGiven: true }];
}

function folderStep(wanted: WantedTree, path: string, touches: readonly string[]): Step {
  const unsafe = isAllowed(wanted.unsafe_path);
  const own = settled(
    { ...wanted, mode: wanted.directory_mode },
    { kind: 'nothing', mode: null },
    'directory',
  );
  return {
    kind: 'sh',
    script: atDoor({ path, at: 'deep', unsafe }, deeds, directoryCall(own)),
    touches,
    unsafe,
  };
}

function modeOf(state: State | undefined): string | null {
  return state === undefined ? null : state.mode.toString(8).padStart(4, '0');
}

/** The names of those that differ. */
function attributesOf({ mode, owner, group }: Attributes, state: State | undefined): string {
  const differing = [
    ...(mode !== undefined && mode !== modeOf(state) ? ['mode'] : []),
    ...(owner !== undefined && owner !== state?.owner ? ['owner'] : []),
    ...(group !== undefined && group !== state?.group ? ['group'] : []),
  ];
  return differing.join(', ');
}

function fieldOf(differing: readonly Differing[], all: number): Field {
  const shown = differing.slice(0, 5).map(({ path, what }) => `${path} (${what})`);
  const more = differing.length > shown.length ? ` and ${differing.length - shown.length} more` : '';
  return {
    name: 'tree',
    from: all - differing.length,
    to: all,
    note: `of ${all} files and folders these differ: ${shown.join(', ')}${more}`,
  };
}
