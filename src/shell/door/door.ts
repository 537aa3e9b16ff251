// The one door through which files of a host are written, replaced and removed by their path.
//
// Nothing is done by path in a place that another account can change meanwhile. Where the way to a path is safe
// (src/shell/door/walk.ts), a function does its work in the folder that holds it, on `$n`. Where the way belongs to
// another user, root does not go. The same function is run as that user, who can then only harm what is theirs. Otherwise
// nothing is done, and the part of the path that is in doubt is named. What is written where, and what guards it:
// docs/decisions/root-writes.md.

import { type HostWord, quote, wordFor } from '../quote.js';
import { walkFunctions } from './walk.js';

/** How a path is meant. */
export interface Way {
  readonly path: string | HostWord;
  /**
   * `itself`: a link at the path is what is meant; `follow`: what it leads to. `anywhere` and `deep` are the same, and
   * folders above it may be missing (the function finds their names in `$hw_below`).
   */
  readonly at: 'itself' | 'anywhere' | 'follow' | 'deep';
  /**
   * true: the user fears no other account of the host (`unsafe_path: allow`). false: they do not say so, and could.
   * Absent: the module has no such parameter.
   */
  readonly unsafe?: boolean | undefined;
}

/** What `unsafe_path` of a module says to a `Way`. */
export function isAllowed(unsafePath: 'refuse' | 'allow' | undefined): boolean {
  return unsafePath === 'allow';
}

/** What to do where the task has a word for it; where it has none the host has to be put right. */
const CURE = quote('say unsafe_path: allow if that is not to be feared');
const OTHER_CURE = quote('give what is on the way to root alone (chown root, chmod go-w)');

/**
 * sh that knows the door, and runs `then`. A function that goes through has to be among `functions`: another user's
 * shell is handed them too, and nothing else.
 */
export function withDoor(functions: readonly string[], then: string): string {
  return `hw_door_text=${quote([walkFunctions, doorFunctions, ...functions].join('\n'))}
eval "$hw_door_text"
${then}`;
}

/**
 * sh that runs a function with arguments where the path is. It ends the shell, or changes its folder: a script that does
 * more than this one thing puts it into parentheses.
 *
 * @param call a function's name and its arguments, as sh
 */
export function through({ path, at, unsafe }: Way, call: string): string {
  return `hw_allow=${unsafe ? 'yes' : ''} hw_cure=${unsafe === undefined ? OTHER_CURE : CURE}
hw_door ${at} ${wordFor(path)} ${call}`;
}

/** sh for one thing that is done at one path. */
export function atDoor(way: Way, functions: readonly string[], call: string): string {
  return withDoor(functions, through(way, call));
}

/**
 * `hw_rename NAME NAME` puts one over the other in one step. A plain `mv` would move into a directory that is, or comes,
 * under the new name. Where mv lacks -T and no other account is about, a link is removed first, which is the only moment
 * without anything there.
 */
const rename = `hw_rename() {
mv -fT "$1" "$2" 2>/dev/null && return
if [ -n "$hw_sticky$hw_allow" ] || { [ -d "$2" ] && [ ! -L "$2" ]; }; then mv -fT "$1" "$2"; return; fi
if [ -L "$2" ]; then rm -f "$2" || return; fi
mv -f "$1" "$2"
}`;

/**
 * `hw_door HOW PATH FUNCTION ARGUMENT...`. `hw_acts_as` is the name of the user for whom root stands aside, empty where
 * it does not. The text of the functions is an argument of that user's shell and holds nothing secret; content comes on
 * standard input.
 */
const doorFunctions = `hw_door() {
if hw_at "$1" "$2"; then shift 2; "$@"
elif [ "$hw_me" = 0 ] && [ -n "$hw_owner" ]; then hw_as_owner "$@"
else hw_refuse; fi
}
hw_refuse() {
if [ -n "$hw_fault" ]; then hw_why="$hw_why, who could have put something else in the way: $hw_cure"; fi
printf '%s\\n' "$hw_why" >&2
exit 1
}
hw_as_owner() {
hw_account "$hw_owner"
[ -n "$hw_group" ] || hw_refuse
hw_script="hw_acts_as=\\$(id -un) hw_cure=\\$1
shift
$hw_door_text
hw_door \\"\\$@\\""
case $(setpriv --help 2>/dev/null) in
*--reuid*) exec setpriv --reuid="$hw_owner" --regid="$hw_group" --init-groups sh -c "$hw_script" sh "$hw_cure" "$@" ;;
*) exec su -s /bin/sh "$hw_name" -c "$hw_script" sh "$hw_cure" "$@" ;;
esac
}
${rename}
hw_acts_as=\${hw_acts_as:-} hw_allow=\${hw_allow:-} hw_fault=
hw_cure=\${hw_cure:-${OTHER_CURE}}`;
