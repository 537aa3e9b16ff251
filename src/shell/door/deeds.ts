// What is done at a path besides writing a file: attributes, directories, links, and taking away. Functions for the door,
// which work on `$n` in the current folder.

import { quote, quoteAll } from '../quote.js';
import { besideFunction } from '../temporary.js';
import { fixedFunction } from './fixed.js';

/**
 * Owner before mode, because chown clears the set-user-ID bit. In a sticky folder after it: its new owner may put a link
 * in its place there, and chmod would follow. A directory is entered, so that it is the one that was looked at; a link
 * itself has an owner, and no mode.
 */
const attributes = `hw_attributes() {
[ -z "$hw_absent" ] || { echo "$hw_real is not there" >&2; return 1; }
hw_into_itself || return
if [ -n "$hw_sticky" ] && [ "$n" != . ]; then hw_set_mode "$2" && hw_set_owner "$1"
else hw_set_owner "$1" && hw_set_mode "$2"; fi
}
hw_set_owner() { [ -z "$1" ] || chown -h "$1" "$n" || hw_explain_owner "$1"; }
hw_set_mode() { [ -z "$1" ] || [ -L "$n" ] || chmod "$1" "$n"; }
hw_into_itself() {
[ -d "$n" ] && [ ! -L "$n" ] && [ "$n" != . ] && cd -P "$n" 2>/dev/null || return 0
[ "$PWD" = "\${hw_real:-/}" ] || { echo "$hw_real was replaced meanwhile" >&2; return 1; }
n=.
}
hw_explain_owner() {
[ -z "$hw_acts_as" ] || echo "this was done as $hw_acts_as, to whom $hw_real or the way there belongs, and who cannot give it to $1: $hw_cure" >&2
return 1
}`;

/**
 * Missing parents are made as by hand; the directory itself stays closed until its mode is set. What was just made may
 * have got an access control list from above, so it is judged, too. One that is there already is left as it is.
 */
const directory = `hw_directory() {
hw_make_way || return
if [ -d "$n" ] && [ ! -L "$n" ]; then return; fi
if [ -n "$2" ]; then (umask 077; mkdir "$n"); else (umask 022; mkdir "$n"); fi || return
hw_judge_entry || hw_refuse
hw_attributes "$1" "$2"
}
hw_make_way() {
while [ -n "$hw_below" ]; do
[ -d "$n" ] && [ ! -L "$n" ] || (umask 022; mkdir "$n") || return
hw_enter "$hw_real" || hw_refuse
n=./\${hw_below%%/*} hw_real=\${hw_real%/}/\${n#./}
case $hw_below in */*) hw_below=\${hw_below#*/} ;; *) hw_below= ;; esac
done
}`;

/** The new link is made beside the old one and renamed over it, so that there is always one or the other. */
const link = `hw_link() {
hw_stays && return 1
hw_beside .
t=\${hw_name}$3
trap 'rm -f "$t"; exit 143' HUP INT TERM
ln -s -- "$1" "$t" || return
{ [ -z "$2" ] || chown -h "$2" "$t" || hw_explain_owner "$2"; } && hw_rename "$t" "$n" || { rm -f "$t"; return 1; }
}`;

/**
 * A tree in which others may write can change while it is removed. GNU's rm never leaves it all the same; of others it is
 * not known, so there it stays, unless it is empty.
 */
const removal = `hw_stays() { hw_fixed && printf '%s\\n' "$hw_why" >&2; }
hw_remove() { hw_stays && return 1; rm -f "$n"; }
hw_remove_tree() {
hw_stays && return 1
if [ -d "$n" ] && [ ! -L "$n" ] && [ -z "$hw_allow" ] && ! rm --version 2>/dev/null | grep -q 'GNU coreutils' &&
! rmdir "$n" 2>/dev/null && [ -n "$(find "$n" -type d \\( ! -user 0 ! -user "$hw_me" -o -perm -020 -o -perm -002 \\) 2>/dev/null | head -n 1)" ]; then
echo "$hw_real has directories that others may write into, and the rm of this host may leave it by a link that they put there: remove them first, or say unsafe_path: allow" >&2
return 1
fi
rm -rf "$n"
}`;

/** All of them, for `withDoor`. */
export const deeds: readonly string[] = [besideFunction, fixedFunction, attributes, directory, link, removal];

/** The user and group to set, as chown takes them; empty: both stay. */
export function ownership({
  owner = '',
  group,
}: {
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
}): string {
  return `${owner}${group ? `:${group}` : ''}`;
}

export interface Attributes {
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
  /** As chmod takes it. GNU's takes the set-group-ID bit from a directory only where a zero stands in front. */
  readonly mode?: string | undefined;
}

export function attributesCall(wanted: Attributes): string {
  return `hw_attributes ${quoteAll([ownership(wanted), modeWord(wanted)])}`;
}

/** At a `deep` way. */
export function directoryCall(wanted: Attributes): string {
  return `hw_directory ${quoteAll([ownership(wanted), modeWord(wanted)])}`;
}

/** @param random hexadecimal digits for the name of the temporary */
export function linkCall(target: string, wanted: Attributes, random = 'link'): string {
  return `hw_link ${quote(target)} ${quoteAll([ownership(wanted), random])}`;
}

export const removeCall = 'hw_remove';
export const removeTreeCall = 'hw_remove_tree';

/** In octal digits, or as chmod takes changes. */
export function modeWord({ mode }: Attributes): string {
  return mode && /^\d/.test(mode) ? `0${mode}` : (mode ?? '');
}
