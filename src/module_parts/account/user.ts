// What stands of a user in the databases of the host. The hash of a password stays there: it is compared, and not printed.

import { countOf } from '../../host_words.js';
import type { Output } from '../../module.js';
import { quote, quoteAll } from '../../shell/quote.js';
import { hasTools, lookUp, readEntry } from './database.js';
import { dayNamed } from './day.js';
import type { WantedUser } from './params.js';
import { type FoundKey, lookAtKey, readKey } from './ssh_key.js';

export interface FoundUser {
  readonly state: 'present' | 'absent';
  readonly uid: number | null;
  readonly gid: number | null;
  /** Names: the primary group, and the others. */
  readonly group: string | null;
  readonly groups: readonly string[];
  readonly comment: string | null;
  readonly home: string | null;
  readonly shell: string | null;
  /** Whether its home directory, as it is wanted, is there. */
  readonly create_home: boolean;
  /** Whether the one that it has until now is there. */
  readonly hasOldHome: boolean;
  readonly password: 'as wanted' | 'another' | null;
  /** null: there is no password that could be locked. */
  readonly password_lock: boolean | null;
  /** The day, in UTC, or never. */
  readonly expires: string | null;
  readonly password_expire_min: number | null;
  readonly password_expire_max: number | null;
  /** Whether it has an ssh key. */
  readonly generate_ssh_key: boolean;
  readonly key: FoundKey;
  /** Groups that are asked for and not there. */
  readonly missingGroups: readonly string[];
  /** Whether there is a group of the user's own name. */
  readonly hasOwnGroup: boolean;
  readonly hasTools: boolean;
}

export function probeUser(wanted: WantedUser): string {
  const { name, group, groups = [], password, password_lock, home } = wanted;
  const { expires, password_expire_min, password_expire_max } = wanted;
  const named = [...new Set([name, ...(group === undefined ? [] : [group]), ...groups])];
  const inShadow = [password, password_lock, expires, password_expire_min, password_expire_max];
  const asksShadow = inShadow.some((one) => one !== undefined);
  return `${lookUp('passwd', name)}
[ -z "$e" ] || { g=$(id -Gn -- ${quote(name)}) && printf 'groups=%s\\n' "$g"; } || exit 1
h=\${e%:*} h=\${h##*:}
[ -d ${home === undefined ? '"$h"' : quote(home)} ] && echo home=yes
[ -d "$h" ] && echo old_home=yes
[ -z "$e" ] || printf 'group=%s\\n' "$(id -gn -- ${quote(name)})"
for n in ${quoteAll(named)}; do
  { getent group "$n" || grep "^$n:" /etc/group; } >/dev/null 2>&1 && printf 'has_%s=yes\\n' "$n"
done
${hasTools('useradd')}
${asksShadow ? lookAtShadow(name, password) : ':'}
${lookAtKey(wanted)}`;
}

function lookAtShadow(name: string, password = ''): string {
  return `if [ -n "$e" ]; then
  s=$(getent shadow ${quote(name)} 2>/dev/null) || s=$(grep ${quote(`^${name}:`)} /etc/shadow) ||
    { printf '%s may not read the password of ${name}\\n' "$(id -un)" >&2; exit 1; }
  printf 'days=%s\\n' "\${s#*:*:}"
  s=\${s#*:} s=\${s%%:*}
  case $s in '!' | '!!' | '!*') ;; '!'*) echo locked=yes ;; *) echo locked=no ;; esac
  w=${quote(password)} w=\${w#!}
  [ "\${s#!}" = "$w" ] && echo password=same || echo password=other
fi`;
}

export function readUser(output: Output, wanted: WantedUser): FoundUser {
  const { entry, tools, said } = readEntry(output);
  const group = said.get('group') ?? null;
  const all = (said.get('groups') ?? '').split(' ').filter((name) => name !== '');
  // Behind name and hash: last change, min, max, warning, inactivity, expiry (shadow(5)).
  const [, min, max, , , expiry] = said.get('days')?.split(':') ?? [];
  const key = readKey(said);
  const asked = [...(wanted.group === undefined ? [] : [wanted.group]), ...(wanted.groups ?? [])];
  return {
    state: entry === null ? 'absent' : 'present',
    uid: entry === null ? null : Number(entry[2]),
    gid: entry === null ? null : Number(entry[3]),
    group,
    groups: all.filter((name) => name !== group).sort(),
    comment: entry?.[4] ?? null,
    home: entry?.[5] ?? null,
    shell: entry?.[6] ?? null,
    create_home: said.has('home'),
    hasOldHome: said.has('old_home'),
    password: passwordIn(said.get('password')),
    password_lock: said.has('locked') ? said.get('locked') === 'yes' : null,
    expires: expiry === undefined ? null : dayNamed(daysIn(expiry) ?? -1),
    password_expire_min: daysIn(min),
    password_expire_max: daysIn(max),
    generate_ssh_key: key.isThere,
    key,
    missingGroups: [...new Set(asked.filter((name) => !said.has(`has_${name}`)))],
    hasOwnGroup: said.has(`has_${wanted.name}`),
    hasTools: tools,
  };
}

function passwordIn(word: string | undefined): FoundUser['password'] {
  if (word === undefined) return null;
  return word === 'same' ? 'as wanted' : 'another';
}

/** An empty field is -1 to chage. */
function daysIn(field: string | undefined): number | null {
  if (field === undefined) return null;
  return countOf(field) ?? -1;
}
