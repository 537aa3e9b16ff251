// What has to be done so that an account is as wanted: useradd, usermod, userdel, and chpasswd for what is secret. Pure.

import { change, type Field, missing, type ShellStep, sh, type Verdict } from '../../change.js';
import { quoteAll } from '../../shell/quote.js';
import type { WantedUser } from './params.js';
import type { FoundUser } from './user.js';

export function planUser(wanted: WantedUser, found: FoundUser): Verdict {
  const fields = wanted.state === 'absent' ? goneFields(found) : [...differences(wanted, found)];
  if (fields.length === 0) return null;
  if (!found.hasTools) return missing('this host has no useradd', 'install the package passwd (shadow)');
  if (wanted.state === 'absent') return change(fields, [remove(wanted)]);
  const [absent] = found.missingGroups;
  if (absent !== undefined) {
    return { ...missing(`this host has no group ${absent}`, 'make it first, with group'), fields };
  }
  const names = new Set(fields.map(({ name }) => name));
  const account = found.state === 'absent' ? [create(wanted, found)] : modify(wanted, found, names);
  const home = names.has('create_home') ? [sh(quoteAll(['mkhomedir_helper', wanted.name, '0022']))] : [];
  return change(fields, [...account, ...home, ...setPassword(wanted, names), ...lock(wanted, names)]);
}

function goneFields({ state }: FoundUser): readonly Field[] {
  return state === 'absent' ? [] : [{ name: 'state', from: state, to: 'absent' }];
}

const plain = ['uid', 'group', 'comment', 'home', 'shell'] as const;

function* differences(wanted: WantedUser, found: FoundUser): Iterable<Field> {
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
function groupsAfter({ groups, append, group }: WantedUser, found: FoundUser): readonly string[] {
  if (groups === undefined) return found.groups;
  const primary = group ?? found.group;
  const all = new Set([...groups, ...(append ? found.groups : [])]);
  return [...all].filter((name) => name !== primary).sort();
}

function create(wanted: WantedUser, found: FoundUser): ShellStep {
  const { name, group, create_home, system } = wanted;
  const own = group === undefined && found.hasOwnGroup ? ['-N'] : [];
  const groups = groupsAfter(wanted, found);
  const words = [
    ...['useradd', create_home ? '-m' : '-M', ...(system ? ['-r'] : []), ...own],
    ...optionsFor(wanted, new Set(plain)),
    ...(groups.length === 0 ? [] : ['-G', groups.join()]),
  ];
  return { ...sh(quoteAll([...words, name])), makes: [{ kind: 'user', name }] };
}

function modify(wanted: WantedUser, found: FoundUser, names: ReadonlySet<string>): readonly ShellStep[] {
  const move = names.has('home') && wanted.move_home ? ['-m'] : [];
  const groups = names.has('groups') ? ['-G', groupsAfter(wanted, found).join()] : [];
  const options = [...optionsFor(wanted, names), ...move, ...groups];
  return options.length === 0 ? [] : [sh(quoteAll(['usermod', ...options, wanted.name]))];
}

const letters = { uid: '-u', group: '-g', comment: '-c', home: '-d', shell: '-s' } as const;

function optionsFor(wanted: WantedUser, names: ReadonlySet<string>): readonly string[] {
  return plain.flatMap((name) => {
    const value = wanted[name];
    return value === undefined || !names.has(name) ? [] : [letters[name], String(value)];
  });
}

/** By standard input: a command line can be read by everybody on the host. */
function setPassword({ name, password = '' }: WantedUser, names: ReadonlySet<string>): readonly ShellStep[] {
  if (!names.has('password')) return [];
  return [{ kind: 'sh', script: 'chpasswd -e', input: Buffer.from(`${name}:${password}\n`) }];
}

/** A new password is not locked. */
function lock({ name, password_lock }: WantedUser, names: ReadonlySet<string>): readonly ShellStep[] {
  const isToBeLocked = password_lock === true && (names.has('password_lock') || names.has('password'));
  if (isToBeLocked) return [sh(quoteAll(['usermod', '-L', name]))];
  const isOpened = names.has('password_lock') && !names.has('password');
  return isOpened ? [sh(quoteAll(['usermod', '-U', name]))] : [];
}

function remove({ name, remove: withHome, force }: WantedUser): ShellStep {
  const words = ['userdel', ...(withHome ? ['-r'] : []), ...(force ? ['-f'] : []), name];
  return sh(quoteAll(words));
}
