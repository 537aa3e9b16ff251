// What is in an archive, and why some archives are not unpacked. Pure.

import { posix } from 'node:path';
import { type Missing, missing } from '../../change.js';
import { above } from '../states.js';

export interface Member {
  /** Without `./` in front and `/` behind; empty: the folder itself. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link' | 'hard' | 'other';
  /** As the archive writes it. */
  readonly name: string;
  /** Permission bits. */
  readonly mode: number;
  readonly size: number;
  /** Seconds; undefined: it is not compared, or told by tar. */
  readonly mtime?: number | undefined;
  /** To whom it belongs in a tar file: a name, or a number. */
  readonly owned?: string | undefined;
  /** The same of its group, where tar tells it. */
  readonly ownedGroup?: string | undefined;
  /** Names and numbers; undefined: they are not compared, or told by tar. */
  readonly owner?: Account | undefined;
  readonly group?: Account | undefined;
  /** Of a link. */
  readonly target?: string | undefined;
  /** As the host makes it, where it is compared so. */
  readonly hash?: string | undefined;
}

export interface Account {
  readonly name: string;
  readonly id: number;
}

/** Why none of it is unpacked, before a byte is written. */
export function refusedMember(members: readonly Member[], dest: string): Missing | undefined {
  const links = new Set(members.filter(({ kind }) => kind === 'link').map(({ path }) => path));
  for (const member of members) {
    const why = whyRefused(member, dest, links);
    if (why !== undefined)
      return missing(
        `in the archive ${why}`,
        'nothing was unpacked: leave it out with exclude, or correct the archive',
      );
  }
  return undefined;
}

function whyRefused({ name, path, kind, target = '' }: Member, dest: string, links: ReadonlySet<string>) {
  const said = JSON.stringify(name);
  if (/[\n\0]/.test(name)) return `the name ${said} holds a line feed`;
  if (name.startsWith('/')) return `${said} is an absolute name`;
  if (leaves(path)) return `${said} leads out of the folder`;
  if (kind === 'other') return `${said} is a device, socket or pipe`;
  if (above(path).some((folder) => links.has(folder))) return `${said} lies behind a link of the archive`;
  const led = posix.resolve(dest, posix.dirname(path), target);
  if (kind === 'link' && led !== dest && !led.startsWith(dest === '/' ? '/' : `${dest}/`))
    return `${said} is a link that leads out of the folder, to ${JSON.stringify(target)}`;
  if (kind === 'hard' && (target.startsWith('/') || leaves(target)))
    return `${said} is another name of a file that is out of the folder, ${JSON.stringify(target)}`;
  return undefined;
}

function leaves(path: string): boolean {
  return path.split('/').includes('..');
}
