// What of the sources is in the archive as it is on the host. Pure.

import { posix } from 'node:path';
import type { Member } from '../unarchive/member.js';
import { destOf, type Wanted } from './params.js';
import type { FoundArchive, Source } from './read.js';

export interface Compared {
  /** Paths of what is missing in the archive or differs from it. */
  readonly differing: readonly string[];
  /** Names in the archive that nothing on the host has. */
  readonly left: readonly string[];
}

export function compared(wanted: Wanted, found: FoundArchive): Compared {
  const byName = new Map((found.members ?? []).map((member) => [member.path, member]));
  const sources = new Map(found.sources.map((source) => [source.name, source]));
  return {
    differing: found.sources.flatMap((source) =>
      isIn(byName.get(source.name), source, sources, wanted) ? [] : [source.path],
    ),
    left: [...byName.keys()].filter((name) => !sources.has(name)),
  };
}

function isIn(
  member: Member | undefined,
  source: Source,
  sources: ReadonlyMap<string, Source>,
  wanted: Wanted,
): boolean {
  if (member === undefined) return false;
  if (wanted.format === 'zip') return isZipped(member, source);
  // tar keeps a second name of a file as such.
  if (member.kind === 'hard')
    return source.kind === 'file' && sources.get(member.target ?? '')?.inode === source.inode;
  if (member.kind !== source.kind) return false;
  // Who writes the archive changes the time of its folder.
  const isOlder = source.path !== posix.dirname(destOf(wanted)) && member.mtime !== source.mtime;
  return (
    !isOlder &&
    (source.kind !== 'file' || member.size === source.size) &&
    (source.kind === 'link' ? member.target === source.target : member.mode === source.mode) &&
    isOne(member.owned, source.owner, source.uid) &&
    isOne(member.ownedGroup, source.group, source.gid)
  );
}

function isZipped(member: Member, source: Source): boolean {
  return (
    member.kind === source.kind &&
    member.mode === (source.mode & 0o777) &&
    (source.kind !== 'file' || (member.size === source.size && member.hash === source.crc))
  );
}

/** tar tells a name where the archive has one, else the number. */
function isOne(told: string | undefined, name: string, id: number): boolean {
  return told === name || told === String(id);
}
