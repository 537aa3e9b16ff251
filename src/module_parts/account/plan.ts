// What has to be done so that an account is as wanted: useradd, usermod, userdel, chage, and chpasswd for what is secret. Pure.

import { change, type Field, type Missing, missing, type ShellStep, sh, type Verdict } from '../../change.js';
import { quote, quoteAll } from '../../shell/quote.js';
import { expiryDay } from './day.js';
import { differences, groupsAfter, plain } from './differences.js';
import type { WantedUser } from './params.js';
import { makeKey } from './ssh_key.js';
import type { FoundUser } from './user.js';

export function planUser(wanted: WantedUser, found: FoundUser): Verdict {
  const fields = wanted.state === 'absent' ? goneFields(found) : [...differences(wanted, found)];
  if (fields.length === 0) return null;
  const lack = whatLacks(wanted, found);
  if (lack) return { ...lack, fields };
  if (wanted.state === 'absent') return change(fields, [remove(wanted)]);
  const names = new Set(fields.map(({ name }) => name));
  const steps = [
    ...(found.state === 'absent' ? create(wanted, found) : modify(wanted, found, names)),
    ...(names.has('create_home') ? [makeHome(wanted)] : []),
    ...setPassword(wanted, names),
    ...lock(wanted, names),
    ...setDays(wanted, names),
    ...(names.has('generate_ssh_key') ? makeKey(wanted) : []),
  ];
  // Another key each time is never there already.
  const isNeverDone = names.has('generate_ssh_key') && wanted.force;
  return change(fields, steps, isNeverDone ? 'exit' : 'probe');
}

function whatLacks(wanted: WantedUser, found: FoundUser): Missing | undefined {
  if (!found.hasTools) return missing('this host has no useradd', 'install the package passwd (shadow)');
  if (wanted.state === 'absent') return undefined;
  const [absent] = found.missingGroups;
  if (absent !== undefined) return missing(`this host has no group ${absent}`, 'make it first, with group');
  if (wanted.generate_ssh_key && !found.key.hasTool)
    return missing('this host has no ssh-keygen', 'install the package openssh-client');
  return undefined;
}

function goneFields({ state }: FoundUser): readonly Field[] {
  return state === 'absent' ? [] : [{ name: 'state', from: state, to: 'absent' }];
}

function create(wanted: WantedUser, found: FoundUser): readonly ShellStep[] {
  const { name, group, create_home, system, skeleton, umask, non_unique, uid } = wanted;
  const own = group === undefined && found.hasOwnGroup ? ['-N'] : [];
  const groups = groupsAfter(wanted, found);
  const home = create_home
    ? [
        '-m',
        ...(skeleton === undefined ? [] : ['-k', skeleton]),
        ...(umask === undefined ? [] : ['-K', `UMASK=${umask}`]),
      ]
    : ['-M'];
  const words = [
    ...['useradd', ...home, ...(system ? ['-r'] : []), ...own],
    ...(non_unique && uid !== undefined ? ['-o'] : []),
    ...optionsFor(wanted, new Set([...plain, 'expires'])),
    ...(groups.length === 0 ? [] : ['-G', groups.join()]),
  ];
  const made: ShellStep = { ...sh(quoteAll([...words, name])), makes: [{ kind: 'user', name }] };
  // useradd -r takes no heed of -e.
  const day = system ? optionsFor(wanted, new Set(['expires'])) : [];
  return day.length === 0 ? [made] : [made, sh(quoteAll(['usermod', ...day, name]))];
}

function modify(wanted: WantedUser, found: FoundUser, names: ReadonlySet<string>): readonly ShellStep[] {
  const move = names.has('home') && wanted.move_home ? ['-m'] : [];
  const groups = names.has('groups') ? ['-G', groupsAfter(wanted, found).join()] : [];
  const shared = names.has('uid') && wanted.non_unique ? ['-o'] : [];
  const options = [...shared, ...optionsFor(wanted, names), ...move, ...groups];
  return options.length === 0 ? [] : [sh(quoteAll(['usermod', ...options, wanted.name]))];
}

const letters = { uid: '-u', group: '-g', comment: '-c', home: '-d', shell: '-s' } as const;

function optionsFor(wanted: WantedUser, names: ReadonlySet<string>): readonly string[] {
  const day = names.has('expires') ? expiryDay(wanted) : undefined;
  const alike = plain.flatMap((name) => {
    const value = wanted[name];
    return value === undefined || !names.has(name) ? [] : [letters[name], String(value)];
  });
  return [...alike, ...(day === undefined ? [] : ['-e', day === 'never' ? '' : day])];
}

/** As useradd makes one, of an account that is there. */
function makeHome({ name, skeleton }: WantedUser): ShellStep {
  const umask = `"$(sed -n 's/^UMASK[[:space:]]\\{1,\\}\\([0-7]\\{3,4\\}\\)[[:space:]]*$/\\1/p' /etc/login.defs 2>/dev/null | tail -n 1)"`;
  const from = skeleton === undefined ? '' : ` ${quote(skeleton)}`;
  return sh(`u=${umask}\nmkhomedir_helper ${quote(name)} "\${u:-0022}"${from}`);
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

function setDays(wanted: WantedUser, names: ReadonlySet<string>): readonly ShellStep[] {
  const options = [
    ...(names.has('password_expire_min') ? ['-m', String(wanted.password_expire_min)] : []),
    ...(names.has('password_expire_max') ? ['-M', String(wanted.password_expire_max)] : []),
  ];
  return options.length === 0 ? [] : [sh(quoteAll(['chage', ...options, wanted.name]))];
}

function remove({ name, remove: withHome, force }: WantedUser): ShellStep {
  const words = ['userdel', ...(withHome ? ['-r'] : []), ...(force ? ['-f'] : []), name];
  return sh(quoteAll(words));
}
