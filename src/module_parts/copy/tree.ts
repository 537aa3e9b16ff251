// A folder of the controller on a host: what of it differs there, asked by few processes, and written file by file through the door.

import { posix } from 'node:path';
import { change, type Field, type Missing, missing, type Step, type Verdict } from '../../change.js';
import { sha256Of } from '../../digest.js';
import { readKeyValues, wordsOf } from '../../host_words.js';
import type { LocalTree } from '../../local_tree.js';
import { type Output, ProbeError } from '../../module.js';
import { deeds, directoryCall } from '../../shell/door/deeds.js';
import { atDoor, isAllowed } from '../../shell/door/door.js';
import type { Attributes } from '../attributes.js';
import { missingAccount } from '../attributes.js';
import { type Acceptance, attributesStep, putStep } from '../file_steps.js';
import { blockerAbove, blockerOnTheWay } from '../path_blocker.js';
import { readStat, type Stat, statScript } from '../stat.js';
import { plainPath, type State, stateIn, statesFunction } from '../states.js';
import { settled } from '../symbolic_mode.js';

export interface WantedTree extends Attributes, Acceptance {
  readonly dest: string;
  readonly force: boolean;
  readonly directory_mode?: string | undefined;
  readonly unsafe_path?: 'refuse' | 'allow';
  readonly tree: LocalTree;
}

export interface FoundTree extends Stat {
  readonly states: ReadonlyMap<string, State>;
  /** Of files, by path. */
  readonly hashes: ReadonlyMap<string, string>;
}

interface Entry {
  /** Below dest. */
  readonly path: string;
  readonly bytes?: Uint8Array;
}

/** The folders first, each after the one that it is in. */
function entriesOf({ tree }: WantedTree): readonly Entry[] {
  const base = tree.name === '' ? '' : `${tree.name}/`;
  const top = tree.name === '' ? [] : [{ path: tree.name }];
  const folders = tree.folders.map((path) => ({ path: `${base}${path}` }));
  return [...top, ...folders, ...tree.files.map(({ path, bytes }) => ({ path: `${base}${path}`, bytes }))];
}

/** What has the name of an option or of a list's end stands behind `./`. */
export function probeTree(wanted: WantedTree): string {
  const entries = entriesOf(wanted);
  const lines = (some: readonly Entry[]) => some.map(({ path }) => `./${path}\n`).join('');
  const { dest, owner, group } = wanted;
  return `${statScript({ path: dest.replace(/(?<=.)\/+$/, ''), follow: true, owner, group })}
echo 'tree='
[ -d "$p" ] || exit 0
hw_dest=$p
${statesFunction}
hw_states <<'hw_names'
${lines(entries)}hw_names
while IFS= read -r f; do [ -L "$hw_dest/$f" ] || [ ! -f "$hw_dest/$f" ] || printf '%s\\000' "$f"; done <<'hw_names' | (cd -P "$hw_dest" && xargs -0 sha256sum --) | sed 's/^/H/'
${lines(entries.filter(({ bytes }) => bytes))}hw_names`;
}

/** @throws ProbeError */
export function readTree(output: Output): FoundTree {
  const mark = '\ntree=\n';
  const at = output.stdout.lastIndexOf(mark);
  if (at < 0) throw new ProbeError('copy did not understand what the host said');
  const head = { ...output, stdout: output.stdout.subarray(0, at + 1) };
  const lines = wordsOf(output.stdout.subarray(at + mark.length)).split('\n');
  return {
    ...readStat(head, readKeyValues(head)),
    states: new Map(lines.flatMap((line) => (line.startsWith('S') ? [stateIn(line.slice(1))] : []))),
    hashes: new Map(
      lines.flatMap((line) => {
        const [, hash = '', path = ''] = /^H([0-9a-f]{64}) [ *](.*)$/.exec(line) ?? [];
        return hash === '' ? [] : [[plainPath(path), hash] as const];
      }),
    ),
  };
}

interface Differing {
  readonly path: string;
  readonly what: string;
  readonly step: Step;
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
  const field = fieldOf(differing, entries.length + 1);
  const blocker =
    (found.kind === 'nothing' ? blockerAbove(found, { deep: true }) : undefined) ??
    blockerOnTheWay(wanted, { ...found, owner: null });
  return blocker
    ? { ...blocker, fields: [field] }
    : change(
        [field],
        differing.map(({ step }) => step),
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
  return what === '' ? [] : [{ path, what, step: attributesStep({ ...own, path: whole, follow: false }) }];
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
