// What only file does at a path: another name of a file, times, owner and mode of a whole tree. Functions for the door.

import { quoteAll } from '../quote.js';
import { type Attributes, deeds, modeWord, ownership } from './deeds.js';

/** A second name for a file. Nothing is done where another user can replace the file meanwhile. */
const hardLink = `hw_hard() {
hw_stays && return 1
( hw_at itself "$1" || { printf '%s\\n' "$hw_why" >&2; exit 1; } ) || return
hw_beside .
t=\${hw_name}hard
trap 'rm -f "$t"; exit 143' HUP INT TERM
ln -- "$1" "$t" && hw_rename "$t" "$n" || { rm -f "$t"; return 1; }
hw_attributes "$2" "$3"
}`;

/** Times as `touch -t` takes them, `now`, or nothing: it stays. A link itself has times of its own. */
const times = `hw_times() {
[ -z "$hw_absent" ] || { echo "$hw_real is not there" >&2; return 1; }
hw_time -a "$1" && hw_time -m "$2"
}
hw_time() {
set -- "$1" "$2" "$([ ! -L "$n" ] || echo h)"
case $2 in
'') ;;
now) touch -c "$1$3" "$n" ;;
*) touch -c "$1$3" -t "$2" "$n" ;;
esac
}`;

/**
 * Owner and mode of everything in a directory; no link in it is followed. Children are given away before their folder, and
 * have their mode by then. Afterwards only the bits that chown clears are set again.
 *
 * A tree of other users can change meanwhile. GNU's chown -R never leaves it all the same. Modes are set there as the user to
 * whom all of it belongs.
 */
const tree = `hw_tree() {
hw_into_itself || return
[ "$n" = . ] || { echo "$hw_real is no directory" >&2; return 1; }
hw_theirs=
[ -n "$hw_allow" ] || hw_theirs=$(find . -type d \\( ! -user 0 ! -user "$hw_me" -o -perm -020 ! -group 0 -o -perm -002 \\) 2>/dev/null | head -n 1)
if [ -n "$hw_theirs" ]; then hw_tree_of_others "$@"; return; fi
[ -z "$2" ] || find . ! -type l -exec chmod "$2" {} + || return
[ -n "$1" ] || return 0
find . -depth -exec chown -h "$1" {} + || return
case $2 in *s* | 0[1-7]???) hw_tree '' "$2" ;; esac
}
hw_tree_of_others() {
if [ -n "$1" ]; then
chown --version 2>/dev/null | grep -q 'GNU coreutils' || { hw_tree_stays; return 1; }
chown -hR "$1" . || return
fi
[ -n "$2" ] || return 0
hw_owner=$(ls -ldn .) && hw_owner=\${hw_owner#* } hw_owner=\${hw_owner#"\${hw_owner%%[! ]*}"} && hw_owner=\${hw_owner#* } hw_owner=\${hw_owner%% *}
if [ "$hw_me" != 0 ] || [ "$hw_owner" = 0 ] || [ -n "$(find . ! -type l ! -user "$hw_owner" 2>/dev/null | head -n 1)" ]; then hw_tree_stays; return 1; fi
hw_as_owner itself "$hw_real" hw_tree '' "$2"
}
hw_tree_stays() {
echo "$hw_real has directories that others may write into, who could put something else in the way: give all of it to one user (owner), or say unsafe_path: allow" >&2
}`;

/** All that file needs, for `withDoor`. */
export const fileDeeds: readonly string[] = [...deeds, hardLink, times, tree];

export function hardLinkCall(of: string, wanted: Attributes): string {
  return `hw_hard ${quoteAll([of, ownership(wanted), modeWord(wanted)])}`;
}

/** Each as `touch -t` takes it, `now`, or empty: it stays. */
export function timesCall(accessed: string, modified: string): string {
  return `hw_times ${quoteAll([accessed, modified])}`;
}

/** @param mode in octal digits, or as chmod takes changes */
export function treeCall(wanted: Attributes): string {
  return `hw_tree ${quoteAll([ownership(wanted), modeWord(wanted)])}`;
}
