// What stands at a path of the host: the look that file, copy and template share, and how it is read.

import { type Missing, missing } from '../change.js';
import { CouldNotLook, type Output } from '../module.js';
import { followLinks } from '../shell/path.js';
import { quote } from '../shell/quote.js';
import { readKeyValues } from './key_values.js';

/** `nothing` is a known absence: a path that the identity may not look into never gets here. */
export type Kind = 'nothing' | 'file' | 'directory' | 'link' | 'other';

export interface Standing {
  readonly kind: Kind;
  /** Four octal digits; null for links, which have no permissions of their own, and for nothing. */
  readonly mode: string | null;
  readonly owner: string | null;
  readonly group: string | null;
  /** Where a link points, as it is written in the link. */
  readonly target: string | null;
  readonly above: Above;
  /** Whether the host knows the accounts that are wanted. */
  readonly knowsOwner: boolean;
  readonly knowsGroup: boolean;
}

/** What is above the path, links followed. */
export interface Above {
  /** The directory that holds it, or would hold it. */
  readonly parent: string;
  /** The deepest part of `parent` that is there: `parent` itself, as a rule. */
  readonly nearest: string;
  readonly isDirectory: boolean;
  /** Name of the user who looked, where that user may not write into `nearest`. */
  readonly closedTo: string | null;
}

export interface LookAt {
  readonly path: string;
  readonly follow: boolean;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
}

/**
 * sh that prints what stands at a path and leaves the path, links followed, in `$p` and its line of `ls` in `$l`.
 * `ls -ld` is the one way to ask that every UNIX has (stat differs between GNU, busybox and BSD). Accounts are
 * looked up only where they differ, to save processes on a converged host.
 */
export function lookAt({ path, follow, owner, group }: LookAt): string {
  return `p=${quote(path)} l=
${follow ? followLinks : ':'}
${lookAbove}
if [ -e "$p" ] || [ -L "$p" ]; then
  l=$(ls -ld "$p") || exit 1
  printf 'ls=%s\\n' "$l"
fi
set -f; set -- $l
${owner ? `[ "\${3:-}" = ${quote(owner)} ] || id -u ${quote(owner)} >/dev/null 2>&1 || echo "no_owner=yes"` : ''}
${group ? `[ "\${4:-}" = ${quote(group)} ] || ${knowsGroup(group)} || echo "no_group=yes"` : ''}
set +f
[ ! -L "$p" ] || { to=$(readlink "$p") && printf 'target=%s\\n' "$to"; } || exit 1`;
}

// To the user who may not search a directory everything in it looks absent; that is no answer.
const lookAbove = `parent=\${p%/*} parent=\${parent:-/} n=$parent
until [ -e "$n" ] || [ "$n" = / ]; do n=\${n%/*} n=\${n:-/}; done
printf 'parent=%s\\nnearest=%s\\n' "$parent" "$n"
if [ -d "$n" ]; then
  [ -x "$n" ] || { printf '%s may not look into %s\\n' "$(id -un)" "$n" >&2; exit 1; }
  [ -w "$n" ] || printf 'closed_to=%s\\n' "$(id -un)"
else
  echo nearest_is=other
fi`;

function knowsGroup(group: string): string {
  return `getent group ${quote(group)} >/dev/null 2>&1 || grep -q ${quote(`^${group.replaceAll('.', '\\.')}:`)} /etc/group`;
}

/** Reads what the look printed. @throws CouldNotLook for a line of `ls` that makes no sense */
export function readStanding(output: Output): Standing {
  const said = readKeyValues(output);
  return {
    ...readLs(said.get('ls')),
    target: said.get('target') ?? null,
    above: {
      parent: said.get('parent') ?? '/',
      nearest: said.get('nearest') ?? '/',
      isDirectory: !said.has('nearest_is'),
      closedTo: said.get('closed_to') ?? null,
    },
    knowsOwner: !said.has('no_owner'),
    knowsGroup: !said.has('no_group'),
  };
}

type Attributes = Pick<Standing, 'kind' | 'mode' | 'owner' | 'group'>;

/** `-rw-r--r-- 1 root root 5 Nov 22 16:40 /etc/motd`; group names may hold spaces, dates are not looked at. */
export function readLs(line: string | undefined): Attributes {
  if (line === undefined) return { kind: 'nothing', mode: null, owner: null, group: null };
  const parts = /^([-dlbcpsD])([-rwxsStT]{9})\S* +\d+ +(\S+) +(\S.*?) +\d+(?:, *\d+)? /.exec(line);
  const [, type = '', permissions = '', owner = '', group = ''] = parts ?? [];
  if (!parts) throw new CouldNotLook(`ls printed something unexpected: ${line}`);
  const kind = kinds[type] ?? 'other';
  return { kind, mode: kind === 'link' ? null : octal(permissions), owner, group };
}

const kinds: Readonly<Record<string, Kind>> = { '-': 'file', d: 'directory', l: 'link' };

/** `rwxr-s---` to `2750`. */
function octal(permissions: string): string {
  const bits = [...permissions].map((letter) => ('-ST'.includes(letter) ? 0 : 1));
  const digit = (at: number) => 4 * (bits[at] ?? 0) + 2 * (bits[at + 1] ?? 0) + (bits[at + 2] ?? 0);
  const special = [2, 5, 8].reduce((sum, at) => 2 * sum + (/[sStT]/.test(permissions[at] ?? '') ? 1 : 0), 0);
  return `${special}${digit(0)}${digit(3)}${digit(6)}`;
}

/** Why nothing can be made or removed in the directory above, if so. `deep`: missing parents will be made too. */
export function obstacleAbove({ above }: Standing, { deep = false } = {}): Missing | undefined {
  const { parent, nearest, isDirectory, closedTo } = above;
  if (!isDirectory) return missing(`${nearest} is not a directory: name another path, or remove it first`);
  if (parent !== nearest && !deep) {
    return missing(`there is no directory ${parent}: make it with file and state: directory`);
  }
  if (closedTo === null) return undefined;
  return closedTo === 'root'
    ? missing(`${nearest} is mounted read-only: remount it, or name another path`)
    : missing(`${closedTo} may not write into ${nearest}: add become: true`);
}
