// What of an archive is in its folder already, and what differs. Pure.

import type { Field } from '../../change.js';
import type { State } from '../states.js';
import { plainPath } from '../states.js';
import { applySymbolicMode } from '../symbolic_mode.js';
import type { Account, Member } from './member.js';
import type { Wanted } from './params.js';
import type { FoundArchive } from './read.js';

export type Aspect = 'missing' | 'kind' | 'content' | 'target' | 'mtime' | 'mode' | 'owner' | 'group';

export interface Differing {
  readonly path: string;
  readonly aspects: readonly Aspect[];
}

/** Members, and the folders at the top that they are in, which get mode and owner too. The last of two of one path counts. */
export function differingMembers(wanted: Wanted, found: FoundArchive): readonly Differing[] {
  const byPath = new Map(found.members.map((member) => [member.path, member]));
  const tops = [...byPath.keys()].flatMap((path) => (path.includes('/') ? [path.split('/')[0] ?? ''] : []));
  const implied = [...new Set(tops)]
    .filter((path) => !byPath.has(path))
    .map((path) => ({ path, member: undefined }));
  return [...[...byPath].map(([path, member]) => ({ path, member })), ...implied].flatMap(
    ({ path, member }) => {
      const aspects = aspectsOf(wanted, found, path, member);
      return aspects.length === 0 ? [] : [{ path, aspects }];
    },
  );
}

function aspectsOf(
  wanted: Wanted,
  found: FoundArchive,
  path: string,
  member: Member | undefined,
): readonly Aspect[] {
  const state = found.states.get(path);
  if (state === undefined) return ['missing'];
  const wish = attributesDiffer(wanted, state);
  if (member === undefined) return wish;
  if (state.kind !== (member.kind === 'hard' ? 'file' : member.kind)) return ['kind'];
  if (
    wanted.keep_newer &&
    member.kind === 'file' &&
    state.mtime >= (member.mtime ?? Number.POSITIVE_INFINITY)
  )
    return wish;
  return [
    ...new Set([
      ...contentDiffers(wanted, found, member, state),
      ...ownDiffer(wanted, found, member, state),
      ...wish,
    ]),
  ];
}

function contentDiffers(
  { remote_src }: Wanted,
  found: FoundArchive,
  member: Member,
  state: State,
): readonly Aspect[] {
  const told = found.differing.get(member.path);
  const { kind, path, mtime, hash, target, size } = member;
  if (kind === 'file') {
    const differs =
      told?.has('content') || size !== state.size || (hash !== undefined && found.hashes.get(path) !== hash);
    const isLate = mtime !== undefined && mtime !== state.mtime;
    return [...(differs ? ['content' as const] : []), ...(isLate ? ['mtime' as const] : [])];
  }
  if (told?.has('target')) return ['target'];
  if (kind === 'link') return !remote_src && found.targets.get(path) !== target ? ['target'] : [];
  if (kind !== 'hard') return [];
  return found.states.get(plainPath(target ?? ''))?.inode === state.inode ? [] : ['target'];
}

/** What the archive says of mode and owner, where the task does not. Others than root own what they unpack. */
function ownDiffer(wanted: Wanted, found: FoundArchive, member: Member, state: State): readonly Aspect[] {
  if (member.kind === 'hard') return [];
  const isRoot = found.isRoot && found.above.doubt === undefined;
  const isGiven = (wanted.owner ?? wanted.group) !== undefined;
  const whose = isRoot && !isGiven ? whoseDiffers(wanted, found, member, state) : [];
  return [
    ...(wanted.mode === undefined &&
    member.kind !== 'link' &&
    modeDiffers(wanted, found, member, state, isRoot)
      ? ['mode' as const]
      : []),
    ...whose,
  ];
}

/** A new owner takes the set-ID bits away, and unzip sets none. */
function modeDiffers(
  wanted: Wanted,
  { format }: FoundArchive,
  member: Member,
  state: State,
  isRoot: boolean,
): boolean {
  const isKept =
    isRoot || wanted.extra_opts.some((option) => /^(-p|--same-perm|--preserve-perm)/.test(option));
  const isGiven = (wanted.owner ?? wanted.group) !== undefined;
  const mask = isRoot && format === 'tar' && !isGiven ? 0o7777 : 0o777;
  return ((isKept ? member.mode : member.mode & 0o755) & mask) !== (state.mode & mask);
}

/** tar gives what it unpacks to whom the archive says, unzip to nobody. */
function whoseDiffers(
  { extra_opts }: Wanted,
  found: FoundArchive,
  member: Member,
  state: State,
): readonly Aspect[] {
  const told = found.differing.get(member.path);
  const isOwn = found.format === 'zip' || extra_opts.includes('--no-same-owner');
  if (isOwn && found.format === 'tar') return [];
  const root = { name: 'root', id: 0 };
  const [owner, group] = isOwn ? [root, root] : [member.owner, member.group];
  return [
    ...(told?.has('owner') || isAnother(owner, state.owner, state.uid) ? ['owner' as const] : []),
    ...(told?.has('group') || isAnother(group, state.group, state.gid) ? ['group' as const] : []),
  ];
}

/** The name counts where the host knows it; else the number. */
function isAnother(account: Account | undefined, name: string, id: number): boolean {
  return account !== undefined && account.name !== name && account.id !== id;
}

function attributesDiffer({ owner, group, mode }: Wanted, state: State): readonly Aspect[] {
  return [
    ...(mode !== undefined && state.kind !== 'link' && modeFor(mode, state) !== state.mode
      ? ['mode' as const]
      : []),
    ...(owner !== undefined && owner !== state.owner ? ['owner' as const] : []),
    ...(group !== undefined && group !== state.group ? ['group' as const] : []),
  ];
}

function modeFor(mode: string, state: State): number {
  const before = state.mode.toString(8).padStart(4, '0');
  return Number.parseInt(
    /^\d+$/.test(mode) ? mode : applySymbolicMode(mode, before, state.kind === 'directory'),
    8,
  );
}

/** For reports: how many there are, and the first of them. */
export function fieldOf(differing: readonly Differing[], members: number): Field {
  const shown = differing
    .slice(0, 5)
    .map(({ path, aspects }) => `${path === '' ? '.' : path} (${aspects.join(', ')})`);
  const more = differing.length > shown.length ? ` and ${differing.length - shown.length} more` : '';
  return {
    name: 'unpacked',
    from: members - differing.length,
    to: members,
    note: `of ${members} in the archive, these differ: ${shown.join(', ')}${more}`,
  };
}
