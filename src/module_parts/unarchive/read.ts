// What the look of unarchive found, as a value.

import { readKeyValues, wordsOf } from '../../host_words.js';
import { type Output, ProbeError } from '../../module.js';
import { readStat, type Stat } from '../stat.js';
import { plainPath, type State, stateIn } from '../states.js';
import { readDifferences, readListing } from './listing.js';
import { contentsHere, zipChosen } from './local.js';
import type { Member } from './member.js';
import type { Wanted } from './params.js';
import { BadArchive } from './tar.js';
import { readZip } from './zip.js';

export interface FoundArchive extends Stat {
  /** What `creates` names is there. */
  readonly created: boolean;
  readonly isRoot: boolean;
  /** What is wrong with where it comes from, in a word of the probe's. */
  readonly source: string | undefined;
  /** A program that the host lacks. */
  readonly need: string | undefined;
  readonly format: 'tar' | 'zip';
  readonly members: readonly Member[];
  /** Why the archive cannot be read. */
  readonly why: string | undefined;
  readonly states: ReadonlyMap<string, State>;
  /** By path, of files; of links what they lead to. */
  readonly hashes: ReadonlyMap<string, string>;
  readonly targets: ReadonlyMap<string, string>;
  /** What tar itself says that differs. */
  readonly differing: ReadonlyMap<string, ReadonlySet<string>>;
}

/** @throws ProbeError */
export function readArchive(output: Output, wanted: Wanted): FoundArchive {
  const mark = '\narchive=\n';
  const at = output.stdout.lastIndexOf(mark);
  const head = { ...output, stdout: at < 0 ? output.stdout : output.stdout.subarray(0, at + 1) };
  const said = readKeyValues(head);
  if (at < 0 && !said.has('created')) throw new ProbeError('unarchive did not understand what the host said');
  const lines = at < 0 ? [] : wordsOf(output.stdout.subarray(at + mark.length)).split('\n');
  const behind = (letter: string) =>
    lines.flatMap((line) => (line.startsWith(letter) ? [line.slice(1)] : []));
  const word = (key: string) => lines.find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1);
  const targets = behind('T');
  return {
    ...readStat(head),
    created: said.has('created'),
    isRoot: said.has('root'),
    source: word('source'),
    need: word('need'),
    ...(at < 0 ? nothing : contentsOf(wanted, behind)),
    states: new Map(behind('S').map(stateIn)),
    hashes: new Map(
      behind('H').map((line) => [
        plainPath(line.slice(line.indexOf(' ') + 1)),
        line.slice(0, line.indexOf(' ')),
      ]),
    ),
    targets: new Map(
      targets.flatMap((path, index) =>
        index % 2 === 0 ? [[plainPath(path), targets[index + 1] ?? '']] : [],
      ),
    ),
    differing: readDifferences(behind('D')),
  };
}

const nothing = { format: 'tar', members: [], why: undefined } as const;

function contentsOf(
  wanted: Wanted,
  behind: (letter: string) => readonly string[],
): Pick<FoundArchive, 'format' | 'members' | 'why'> {
  if (!wanted.remote_src) {
    const { format, members, why } = contentsHere(wanted);
    return { format: format === 'zip' ? 'zip' : 'tar', members, why };
  }
  const zip = behind('Z').join('');
  const format = zip === '' ? 'tar' : 'zip';
  try {
    const members =
      format === 'zip' ? zipChosen(wanted, readZip(Buffer.from(zip, 'base64'))) : readListing(behind('L'));
    return { format, members, why: behind('E').at(-1) };
  } catch (error) {
    if (error instanceof BadArchive) return { format, members: [], why: error.message };
    throw error;
  }
}
