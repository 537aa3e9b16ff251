// Whether a file of this machine may be followed: not where somebody else can write it, or a folder on the way to it. A
// playbook, an inventory or a list of recipients that another user changes would be run with this user's rights.

import { lstatSync, readlinkSync, realpathSync, type Stats } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { fail, type Place } from '../problem.js';
import { type Accounts, isPrivateGroup, nameOf, readAccounts } from './accounts.js';
import { packageFolder } from './package.js';

/** The variable with which a person says that folders are as they are meant, several with colons between them; `*` is all. */
export const SAFE_DIRECTORY = 'HOSTWRIGHT_SAFE_DIRECTORY';

/** @throws ProblemError at `place` that names the path, its owner and its mode */
export function requireTrusted(path: string, place?: Place): void {
  const reader = theReader();
  if (!reader || isSafe(resolve(path))) return;
  const fault = faultOf(resolve(path), reader);
  if (fault === undefined) return;
  const { uid, mode, isFolder } = described(fault);
  const what = resolve(path) === fault ? 'it' : fault;
  fail(
    `${path} is not taken: ${what} may be written by others than you (owner ${nameOf(uid, reader.accounts)}, mode ${mode})`,
    place,
    `change its owner or mode (chown, chmod go-w), or say that it is meant: ${SAFE_DIRECTORY}=${isFolder ? fault : dirname(fault)}`,
  );
}

function described(path: string) {
  const stat = lstatSync(path);
  const mode = (stat.mode & 0o7777).toString(8).padStart(4, '0');
  return { uid: stat.uid, mode, isFolder: stat.isDirectory() };
}

interface Reader {
  /** Who may change what this process follows: the user, root, and whoever became root with sudo. */
  readonly uids: ReadonlySet<number>;
  readonly accounts: Accounts;
  /** What has been looked at, and the fault that was found. */
  readonly known: Map<string, string | undefined>;
}

let reader: Reader | undefined;

/** undefined: this system has no such owners. */
function theReader(): Reader | undefined {
  const uid = process.geteuid?.();
  if (uid === undefined) return undefined;
  reader ??= { uids: trustedUids(uid, process.env), accounts: readAccounts(), known: new Map() };
  return reader;
}

/** As git has it: root who came from sudo works in that user's folders. Pure. */
export function trustedUids(uid: number, { SUDO_UID: sudo }: NodeJS.ProcessEnv): ReadonlySet<number> {
  return new Set([0, uid, ...(uid === 0 && sudo !== undefined && /^\d+$/.test(sudo) ? [Number(sudo)] : [])]);
}

/** The program's own files are as safe as the program. */
function isSafe(path: string): boolean {
  const folders = (process.env[SAFE_DIRECTORY] ?? '').split(':').filter((folder) => folder !== '');
  if (folders.includes('*')) return true;
  const shipped = ['templates', 'playbooks'].map((name) => resolve(packageFolder, name));
  return [...shipped, ...folders.map((folder) => resolve(folder))].some(
    (folder) => path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep),
  );
}

/** The first thing on the way that somebody else may write; a link's own way counts as well. */
function faultOf(path: string, reader: Reader): string | undefined {
  const { known } = reader;
  if (known.has(path)) return known.get(path);
  // Whoever makes a circle of links is told so by the one who reads.
  known.set(path, undefined);
  const parent = dirname(path);
  const above = parent === path ? undefined : faultOf(parent, reader);
  const fault = above ?? ownFault(path, parent, reader);
  known.set(path, fault);
  return fault;
}

function ownFault(path: string, parent: string, reader: Reader): string | undefined {
  let stat: Stats;
  try {
    stat = lstatSync(path);
  } catch {
    return undefined;
  }
  if (mayBeWritten(stat, reader)) return path;
  return stat.isSymbolicLink()
    ? faultOf(resolve(realpathSync(parent), readlinkSync(path)), reader)
    : undefined;
}

/** In a sticky folder each thing is its owner's; devices and pipes hold nothing. Pure. */
export function mayBeWritten(
  stat: Pick<Stats, 'uid' | 'gid' | 'mode' | 'isFile' | 'isDirectory' | 'isSymbolicLink'>,
  { uids, accounts }: Pick<Reader, 'uids' | 'accounts'>,
): boolean {
  if (stat.isSymbolicLink()) return !uids.has(stat.uid);
  if (!stat.isFile() && !stat.isDirectory()) return false;
  if (!uids.has(stat.uid)) return true;
  if (stat.isDirectory() && (stat.mode & 0o1000) !== 0) return false;
  if ((stat.mode & 0o002) !== 0) return true;
  return (stat.mode & 0o020) !== 0 && !isPrivateGroup(stat.gid, uids, accounts);
}
