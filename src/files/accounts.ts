// Who may write what belongs to a group: its members, as this machine's own lists of users and groups have them.

import { readFileSync } from 'node:fs';

/** Of /etc/passwd and /etc/group. */
export interface Accounts {
  readonly users: readonly { readonly name: string; readonly uid: number; readonly gid: number }[];
  readonly groups: readonly {
    readonly name: string;
    readonly gid: number;
    readonly members: readonly string[];
  }[];
}

/** Pure. */
export function parseAccounts(passwd: string, group: string): Accounts {
  return {
    users: rows(passwd).map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) })),
    groups: rows(group).map(([name = '', , gid, members = '']) => ({
      name,
      gid: Number(gid),
      members: members.split(',').filter((member) => member !== ''),
    })),
  };
}

/** Nobody is known where there are no such files, nor on systems that keep their users elsewhere (macOS). */
export function readAccounts(): Accounts {
  const read = (file: string) => {
    try {
      return process.platform === 'linux' ? readFileSync(file, 'utf8') : '';
    } catch {
      return '';
    }
  };
  return parseAccounts(read('/etc/passwd'), read('/etc/group'));
}

/**
 * Whether nobody but these users is in a group, as in the private groups of Debian's users. A group that this machine does
 * not list may have any members. Pure.
 */
export function isPrivateGroup(gid: number, uids: ReadonlySet<number>, accounts: Accounts): boolean {
  const groups = accounts.groups.filter((group) => group.gid === gid);
  const names = new Set(groups.flatMap(({ members }) => members));
  const inside = accounts.users.filter((user) => user.gid === gid || names.has(user.name));
  const known = new Set(accounts.users.map(({ name }) => name));
  const isListed = groups.length > 0 && [...names].every((name) => known.has(name));
  return isListed && inside.every(({ uid }) => uids.has(uid));
}

/** For messages: the name, or the number where it has none. */
export function nameOf(uid: number, { users }: Accounts): string {
  return users.find((user) => user.uid === uid)?.name ?? `uid ${uid}`;
}

function rows(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line.includes(':'))
    .map((line) => line.split(':'));
}
