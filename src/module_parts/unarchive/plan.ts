// What unarchive does: nothing, or unpack what it was asked for, once all of it has been looked at. Pure.

import { posix } from 'node:path';
import { change, type Missing, missing, type Verdict } from '../../change.js';
import { missingAccount } from '../attributes.js';
import { blockerOnTheWay } from '../path_blocker.js';
import { above } from '../states.js';
import { shownUrl } from '../web/params.js';
import { lookLimit } from '../web/programs.js';
import { type Differing, differingMembers, fieldOf } from './compare.js';
import { unpackStep } from './extract.js';
import { refusedMember } from './member.js';
import { isUrl, type Wanted } from './params.js';
import type { FoundArchive } from './read.js';

export function planArchive(wanted: Wanted, found: FoundArchive): Verdict {
  if (found.created) return null;
  const { dest } = wanted;
  if (found.kind === 'nothing')
    return missing(`there is no directory ${dest}`, 'make it with file and state: directory');
  if (found.kind !== 'directory')
    return missing(`${dest} is no directory`, 'name the directory to unpack in');
  const unread = whyUnread(wanted, found) ?? missingAccount(wanted, found);
  if (unread) return unread;
  const refused = refusedMember(found.members, dest) ?? inTheWay(wanted, found) ?? givenAway(wanted, found);
  if (refused) return refused;
  const differing = differingMembers(wanted, found);
  if (differing.length === 0) return null;
  const field = fieldOf(differing, found.members.length);
  const blocker = closed(wanted, found) ?? blockerOnTheWay(wanted, { ...found, owner: null });
  if (blocker) return { ...blocker, fields: [field] };
  return change(
    [field],
    [unpackStep(wanted, found, touched(wanted, found, differing), isUnpacked(wanted, differing))],
  );
}

const packages: Readonly<Record<string, string>> = { xz: 'xz-utils', tar: 'tar (that of GNU)' };

function whyUnread(
  wanted: Wanted,
  { source, need, why, members, format }: FoundArchive,
): Missing | undefined {
  const src = isUrl(wanted) ? shownUrl(wanted.src) : wanted.src;
  if (need !== undefined)
    return missing(
      `this host has no ${packages[need] ?? need}, which ${src} needs`,
      `install ${packages[need] ?? need} first, with apt`,
    );
  const said: Readonly<Record<string, readonly [string, string]>> = {
    absent: [`there is no ${src} on the host`, 'correct src; for a file here leave remote_src out'],
    other: [`${src} is no file`, 'src names an archive'],
    closed: [`${src} may not be read`, 'add become: true'],
    empty: [`${src} is empty`, 'it is no archive'],
    late: [
      `fetching ${src} takes longer than a look may (${lookLimit} s)`,
      'fetch it with get_url first, or say what it creates',
    ],
    unfetched: [
      `${src} cannot be fetched: ${why ?? 'nobody says why'}`,
      'correct the URL, or see what the server says',
    ],
  };
  const known = source === undefined ? undefined : said[source];
  if (known) return missing(...known);
  if (why !== undefined)
    return missing(`${src} cannot be read: ${why}`, 'name a tar or zip file that is whole');
  if (members.length === 0) return missing(`in ${src} there is nothing to unpack`, 'see include and exclude');
  if (format === 'zip' && wanted.keep_newer)
    return missing('a zip file does not tell its times so that they can be compared', 'leave keep_newer out');
  return undefined;
}

/** What is there may be all that somebody has, and a link would lead what is unpacked to another place. */
function inTheWay({ dest }: Wanted, { members, states }: FoundArchive): Missing | undefined {
  for (const { path, kind } of members) {
    for (const folder of above(path)) {
      const state = states.get(folder);
      if (state && state.kind !== 'directory')
        return missing(
          `${posix.join(dest, folder)} is ${noun(state.kind)}, not a directory`,
          'remove it first, or name another dest',
        );
    }
    const there = states.get(path)?.kind;
    if (there === undefined || there === kind || path === '') continue;
    if (kind === 'directory' || there === 'directory' || there === 'other')
      return missing(
        `${posix.join(dest, path)} is ${noun(there)}, and ${noun(kind)} in the archive`,
        'remove it first, or leave it out with exclude',
      );
  }
  return undefined;
}

/** Modes are set when tar has given it away, and its new owner could lead them elsewhere. */
function givenAway(
  { mode, owner, group, extra_opts, unsafe_path }: Wanted,
  { isRoot, members }: FoundArchive,
): Missing | undefined {
  const stays =
    (owner ?? group) !== undefined || extra_opts.includes('--no-same-owner') || unsafe_path === 'allow';
  if (!isRoot || mode === undefined || stays) return undefined;
  const member = members.find(({ owned }) => owned !== undefined && owned !== 'root' && owned !== '0');
  return (
    member &&
    missing(
      `the archive gives ${JSON.stringify(member.name)} to ${member.owned}, who could lead a change of its mode elsewhere`,
      'say owner too, such as owner: root',
    )
  );
}

function noun(kind: string): string {
  return kind === 'link'
    ? 'a symbolic link'
    : kind === 'other'
      ? 'a device, socket or pipe'
      : `a ${kind === 'hard' ? 'file' : kind}`;
}

/** Folders that are there and that somebody else can change: what is unpacked in them could be led elsewhere. */
function closed(
  { dest, unsafe_path }: Wanted,
  { isRoot, members, states, above: { doubt } }: FoundArchive,
): Missing | undefined {
  if (!isRoot || unsafe_path === 'allow') return undefined;
  const acting = doubt?.kind === 'theirs' ? doubt.owner : 'root';
  const folders = new Set(['', ...members.flatMap(({ path }) => above(path))]);
  for (const folder of folders) {
    const state = states.get(folder);
    if (state === undefined) continue;
    const path = posix.join(dest, folder);
    const whose =
      state.owner !== 'root' && state.owner !== acting ? `it belongs to ${state.owner}` : undefined;
    const who =
      (state.mode & 0o002) !== 0
        ? 'everybody may write into it'
        : (state.mode & 0o020) !== 0 && state.gid !== 0 && acting === 'root'
          ? `the group ${state.group} may write into it`
          : undefined;
    const why = folder === '' && doubt === undefined && whose !== undefined ? undefined : (whose ?? who);
    if (why !== undefined)
      return missing(
        `${path} is not safe: ${why}, who could put something else in the way`,
        'name another dest, or say unsafe_path: allow',
      );
  }
  return undefined;
}

/** Nothing is written anew where only what the task says of mode and owner differs. */
function isUnpacked({ mode, owner, group }: Wanted, differing: readonly Differing[]): boolean {
  const isGiven = (owner ?? group) !== undefined;
  return differing.every(({ aspects }) =>
    aspects.every((one) =>
      one === 'mode' ? mode !== undefined : isGiven && (one === 'owner' || one === 'group'),
    ),
  );
}

/** What a transaction keeps: of new folders the topmost, and the files that are replaced. */
function touched(
  { dest }: Wanted,
  { members, states }: FoundArchive,
  differing: readonly Differing[],
): readonly string[] {
  const paths = new Set<string>();
  // tar sets the attributes of all folders that it meets.
  const met = members.filter(({ kind }) => kind === 'directory').map(({ path }) => path);
  for (const path of [...differing.map((one) => one.path), ...met]) {
    const first = [...above(path), path].find((one) => !states.has(one));
    paths.add(posix.join(dest, first ?? path));
  }
  return [...paths].sort();
}
