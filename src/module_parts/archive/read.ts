// What the look of archive found, as a value. Pure.

import { readKeyValues, wordsOf } from '../../host_words.js';
import { type Output, ProbeError } from '../../module.js';
import { glob } from '../find/glob.js';
import { readStat, type Stat } from '../stat.js';
import { type State, stateIn } from '../states.js';
import { readListing } from '../unarchive/listing.js';
import type { Member } from '../unarchive/member.js';
import { BadArchive } from '../unarchive/tar.js';
import { readZip } from '../unarchive/zip.js';
import { destOf, hasWildcards, type Wanted } from './params.js';

/** Something that is to be packed. */
export interface Source extends State {
  readonly path: string;
  /** In the archive. */
  readonly name: string;
  /** Of a link. */
  readonly target: string | undefined;
  /** CRC-32, for zip. */
  readonly crc: string | undefined;
}

export interface FoundArchive extends Stat {
  readonly need: string | undefined;
  /** A name holds a line feed. */
  readonly isTorn: boolean;
  readonly expanded: readonly string[];
  readonly excluded: readonly string[];
  readonly missing: readonly string[];
  /** What all names in the archive are told from. */
  readonly root: string;
  /** false: one file is compressed, without tar. */
  readonly isArchive: boolean;
  readonly sources: readonly Source[];
  /** Of the archive that is there; undefined: there is none that can be read in this format. */
  readonly members: readonly Member[] | undefined;
  /** The compressed file holds what the file does. */
  readonly isSame: boolean;
}

const mark = '\narchive=\n';

/** @throws ProbeError */
export function readArchive(output: Output, wanted: Wanted): FoundArchive {
  const at = output.stdout.indexOf(mark);
  if (at < 0) throw new ProbeError('archive did not understand what the host said');
  const stat = readStat({ ...output, stdout: output.stdout.subarray(0, at + 1) });
  const lines = wordsOf(output.stdout.subarray(at + mark.length)).split('\n');
  const said = readKeyValues({
    ...output,
    stdout: Buffer.from(lines.filter((one) => /^[a-z]+=/.test(one)).join('\n')),
  });
  const behind = (letter: string) => lines.flatMap((one) => (one.startsWith(letter) ? [one.slice(1)] : []));
  const [expanded, excluded, folders] = [behind('P'), behind('X'), behind('D')];
  const paths = [...new Set(expanded)].filter((path) => !excluded.includes(path)).sort();
  const root = commonRoot(paths);
  return {
    ...stat,
    ...{ need: said.get('need'), isSame: said.has('same'), isTorn: lines.includes('N') },
    ...{ expanded, excluded, root, missing: behind('M') },
    isArchive:
      wanted.force_archive ||
      wanted.format === 'zip' ||
      wanted.format === 'tar' ||
      wanted.path.length > 1 ||
      wanted.path.some(hasWildcards) ||
      folders.length > 0,
    sources: sourcesIn(wanted, root, behind),
    members: stat.kind === 'file' ? membersIn(wanted, behind) : undefined,
  };
}

/** As Ansible: the folder that all of the paths are in, with / behind it. */
function commonRoot(paths: readonly string[]): string {
  const folders = paths.map((path) => path.slice(0, path.lastIndexOf('/') + 1));
  const [first = '/', ...others] = folders;
  let end = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, end))) end -= 1;
  return first.slice(0, first.slice(0, end).lastIndexOf('/') + 1);
}

function sourcesIn(
  wanted: Wanted,
  root: string,
  behind: (letter: string) => readonly string[],
): readonly Source[] {
  const targets = new Map(pairs(behind('T')));
  const crcs = new Map(
    behind('H').map((one) => [one.slice(one.indexOf(' ') + 1), one.slice(0, one.indexOf(' '))]),
  );
  const tests = wanted.exclusion_patterns.map(glob);
  const byPath = new Map<string, Source>();
  for (const line of behind('S')) {
    const path = line.slice(line.indexOf('|') + 1);
    const name = path.startsWith(root) ? path.slice(root.length) : path;
    const isOut = tests.some((test) => test(wanted.format === 'zip' ? path : name));
    if (isOut || path === destOf(wanted)) continue;
    byPath.set(path, { ...stateIn(line)[1], path, name, target: targets.get(path), crc: crcs.get(path) });
  }
  return [...byPath.values()];
}

function pairs(lines: readonly string[]): readonly (readonly [string, string])[] {
  return lines.flatMap((line, at) => (at % 2 === 0 ? [[line, lines[at + 1] ?? ''] as const] : []));
}

function membersIn(
  { format }: Wanted,
  behind: (letter: string) => readonly string[],
): readonly Member[] | undefined {
  try {
    if (format === 'zip') return readZip(Buffer.from(behind('Z').join(''), 'base64'));
    return behind('E').length > 0 ? undefined : readListing(behind('L').filter((line) => line !== ''));
  } catch (error) {
    if (error instanceof BadArchive) return undefined;
    throw error;
  }
}
