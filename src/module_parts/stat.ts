// What stands at a path of the host: the sh that asks, which file, copy and template share, and how its answer is read.

import { readKeyValues } from '../host_words.js';
import type { Output } from '../module.js';
import { followLinks } from '../shell/path.js';
import { type HostWord, quote, wordFor } from '../shell/quote.js';
import { listPath } from '../shell/shared_stat.js';
import { aboveScript } from './above_script.js';
import { type LsLine, permissions, readLsLine } from './ls_line.js';

export interface Stat extends LsLine {
  /** Where a link points, as it is written in the link. */
  readonly target: string | null;
  /** The same of a link at the path that was followed. */
  readonly via?: string | null;
  readonly above: Above;
  /** Whether the host knows the accounts that are wanted. */
  readonly knowsOwner: boolean;
  readonly knowsGroup: boolean;
  /** What stands in the way of a change that is due. */
  readonly fixed?: Fixed | undefined;
}

/** Immutable or append-only (chattr), or a mount of its own. */
export interface Fixed {
  readonly flag: 'i' | 'a' | 'mount';
  readonly path: string;
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
  /** Where root looked. */
  readonly doubt?: UnsafeFolder | undefined;
}

/** The outermost folder of the way that somebody else can change. */
export type UnsafeFolder =
  /** It belongs to somebody else, as whom the door does what is to be done. */
  | { readonly kind: 'theirs'; readonly path: string; readonly owner: string }
  /** Somebody else may write into it, so the door refuses. */
  | { readonly kind: 'shared'; readonly path: string; readonly who: string };

export interface StatOptions {
  readonly path: string | HostWord;
  readonly follow: boolean;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
  readonly mode?: string | undefined;
  /** The name of the file that is meant where a directory stands at the path: then it prints `in_folder=yes`. */
  readonly within?: string | undefined;
}

/**
 * sh that prints what stands at a path and leaves the path, links followed, in `$p` and its line of `ls` in `$l`.
 * `ls -ld` is the one way to ask that every UNIX has (stat differs between GNU, busybox and BSD).
 *
 * @param replaces sh that succeeds where something else is to stand at `$p` (line of ls: `$l`; target of a link: `$to`)
 * @param first sh that runs before what others may have written is printed
 */
export function statScript(
  { path, follow, owner, group, mode, within }: StatOptions,
  replaces?: string,
  first = ':',
): string {
  return `p=${wordFor(path)} l= via= to= differs=
${within === undefined ? ':' : `[ ! -d "$p" ] || { p=\${p%/}/${quote(within)}; echo in_folder=yes; }`}
${follow ? followLinks : ':'}
${aboveScript}
if [ -e "$p" ] || [ -L "$p" ]; then
  ${listPath}
fi
[ ! -L "$p" ] || to=$(readlink "$p") || exit 1
${owner || group ? lookAtAccounts(owner, group) : ':'}
${first}
${replaces === undefined ? ':' : lookAtFixed(replaces, mode)}
[ -z "$l" ] || printf 'ls=%s\\n' "$l"
[ -z "$via" ] || printf 'via=%s\\n' "$via"
[ ! -L "$p" ] || printf 'target=%s\\n' "$to"`;
}

/**
 * Accounts whose names differ are compared by number: two names may be one account, and the ls of busybox cuts names
 * at eight letters. Where the names agree, which is the rule, this costs no process.
 */
function lookAtAccounts(owner: string | undefined, group: string | undefined): string {
  return `set -f; set -- $l
${owner ? lookAtAccount('owner', 3, owner, `id -u ${quote(owner)} 2>/dev/null`) : ':'}
${group ? lookAtAccount('group', 4, group, groupNumber(group)) : ':'}
set +f`;
}

function lookAtAccount(kind: 'owner' | 'group', field: 3 | 4, name: string, number: string): string {
  return `if [ "$${field}" != ${quote(name)} ]; then
  n=$(${number})
  if [ -z "$n" ]; then echo no_${kind}=yes
  elif [ "$n" = "$(ls -ldn "$p" 2>/dev/null | tr -s ' ' | cut -d ' ' -f ${field})" ]; then
    echo ${kind}=${quote(name)}
  else differs=yes
  fi
fi`;
}

/** Asked only where something is to be changed, so a converged run starts no lsattr. */
function lookAtFixed(replaces: string, mode: string | undefined): string {
  return `${mode === undefined || !/^\d+$/.test(mode) ? ':' : `case $l in ?${permissions(mode)}*) ;; *) differs=yes ;; esac`}
if ! command -v hw_look_fixed >/dev/null; then :
elif ${replaces}; then hw_look_fixed
elif [ -n "$differs" ] && [ -n "$l" ]; then hw_look_fixed itself
fi`;
}

function groupNumber(group: string): string {
  const line = quote(`^${group.replaceAll('.', '\\.')}:`);
  return `{ getent group ${quote(group)} || grep ${line} /etc/group; } 2>/dev/null | cut -d: -f3`;
}

/**
 * Reads what the script printed.
 *
 * @param said the same by key, where the caller reads more of it
 * @throws ProbeError for a line that ls never prints
 */
export function readStat(output: Output, said = readKeyValues(output)): Stat {
  const { kind, mode, owner, group } = readLsLine(said.get('ls'));
  return {
    kind,
    mode,
    owner: said.get('owner') ?? owner,
    group: said.get('group') ?? group,
    target: said.get('target') ?? null,
    via: said.get('via') ?? null,
    above: {
      parent: said.get('parent') ?? '/',
      nearest: said.get('nearest') ?? '/',
      isDirectory: !said.has('nearest_is'),
      closedTo: said.get('closed_to') ?? null,
      doubt: readDoubt(said),
    },
    knowsOwner: !said.has('no_owner'),
    knowsGroup: !said.has('no_group'),
    fixed: readFixed(said.get('fixed')),
  };
}

/**
 * What the script prints once these paths are there: folders of root's own, with none in them that others may write into. Where
 * that is not so, it prints something else.
 */
export function withFolders(output: Output, paths: readonly string[]): Output {
  const text = output.stdout.toString();
  const [line, parent = '/', nearest = '/'] = /^parent=(.*)\nnearest=(.*)\n/m.exec(text) ?? [];
  const made = paths.filter((folder) => isIn(parent, folder) && folder !== nearest && isIn(folder, nearest));
  const [deepest] = made.sort((one, other) => other.length - one.length);
  if (line === undefined || deepest === undefined) return output;
  return {
    ...output,
    stdout: Buffer.from(text.replace(line, () => `parent=${parent}\nnearest=${deepest}\n`)),
  };
}

function isIn(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

function readFixed(line: string | undefined): Fixed | undefined {
  const [, flag, path] = /^(i|a|mount) (\/.*)$/.exec(line ?? '') ?? [];
  return flag === undefined || path === undefined ? undefined : { flag: flag as Fixed['flag'], path };
}

function readDoubt(said: ReadonlyMap<string, string>): UnsafeFolder | undefined {
  const [foreign, shared] = [said.get('foreign'), said.get('shared')];
  const owner = foreign === undefined ? null : readLsLine(said.get('foreign_ls')).owner;
  if (foreign !== undefined && owner !== null) return { kind: 'theirs', path: foreign, owner };
  return shared === undefined
    ? undefined
    : { kind: 'shared', path: shared, who: said.get('shared_with') ?? '' };
}
