// What of an account is not as wanted. Pure.

import type { Field } from '../../change.js';
import { expiryDay } from './day.js';
import type { WantedUser } from './params.js';
import type { FoundUser } from './user.js';

/** What useradd and usermod set alike. */
export const plain = ['uid', 'group', 'comment', 'home', 'shell'] as const;

export function* differences(wanted: WantedUser, found: FoundUser): Iterable<Field> {
  const isNew = found.state === 'absent';
  if (isNew) yield { name: 'state', from: 'absent', to: 'present' };
  for (const name of plain) {
    const to = wanted[name];
    if (to !== undefined && to !== found[name]) yield { name, from: found[name], to };
  }
  const groups = groupsAfter(wanted, found);
  if (groups.join() !== found.groups.join())
    yield { name: 'groups', from: [...found.groups], to: [...groups] };
  if (lacksHome(wanted, found)) yield { name: 'create_home', from: false, to: true };
  const setsPassword = givesPassword(wanted, found);
  if (setsPassword) yield { name: 'password', from: found.password, to: 'as wanted' };
  const locks = wanted.password_lock === true && (setsPassword || found.password_lock === false);
  const opens = wanted.password_lock === false && found.password_lock === true;
  if ((locks && found.password_lock !== true) || opens) {
    yield { name: 'password_lock', from: found.password_lock, to: locks };
  }
  yield* differentDays(wanted, found);
  yield* missingKey(wanted, found);
}

function* differentDays(wanted: WantedUser, found: FoundUser): Iterable<Field> {
  const expires = expiryDay(wanted);
  if (expires !== undefined && expires !== found.expires)
    yield { name: 'expires', from: found.expires, to: expires };
  for (const name of ['password_expire_min', 'password_expire_max'] as const) {
    const to = wanted[name];
    if (to !== undefined && to !== found[name]) yield { name, from: found[name], to };
  }
}

function* missingKey({ generate_ssh_key, force }: WantedUser, { key }: FoundUser): Iterable<Field> {
  if (!generate_ssh_key || (key.isThere && !force)) return;
  const from = key.isThere ? (key.fingerprint ?? 'a key') : false;
  yield { name: 'generate_ssh_key', from, to: key.isThere ? 'another key' : true };
}

/** Debian's name for a home that is never to be there (Debian Policy 9.2.3). */
const NO_HOME = '/nonexistent';

/** Of an old user: a new one gets it made by useradd. */
function lacksHome({ create_home, home, move_home }: WantedUser, found: FoundUser): boolean {
  const moves = home !== undefined && move_home && home !== found.home && found.hasOldHome;
  const isMeant = found.state === 'present' && create_home && !found.create_home;
  return isMeant && !moves && (home ?? found.home) !== NO_HOME;
}

function givesPassword(
  { password, update_password }: WantedUser,
  { state, password: old }: FoundUser,
): boolean {
  const isMeant = state === 'absent' || update_password === 'always';
  return password !== undefined && isMeant && old !== 'as wanted';
}

/** Without the primary group, which is a user's in any case. */
export function groupsAfter({ groups, append, group }: WantedUser, found: FoundUser): readonly string[] {
  if (groups === undefined) return found.groups;
  const primary = group ?? found.group;
  const all = new Set([...groups, ...(append ? found.groups : [])]);
  return [...all].filter((name) => name !== primary).sort();
}
