// Writes one file atomically: the sh behind a PutStep. The content comes on standard input, so it is never part of a
// script, of a command line or of a log. Proof: test/shell/atomic_write.test.ts, through dash, bash and busybox sh.

import type { PutStep } from '../change.js';
import { atDoor, type Way } from './door/door.js';
import { fixedFunction } from './door/fixed.js';
import { symbolicMode } from './path.js';
import { quote, quoteAll } from './quote.js';
import { besideFunction } from './temporary.js';

/**
 * The script. Whatever goes wrong, the old file stays as it was and the temporary is removed. The exit code is then not
 * zero, and standard error says what happened.
 *
 * @param random hexadecimal digits for the name of the temporary (src/shell/temporary.ts)
 */
export function atomicWriteScript(step: PutStep, random: string): string {
  const { path, follow = true, unsafe, owner = '', group = '', mode = '', content } = step;
  const way: Way = { path, at: follow ? 'follow' : 'itself', unsafe };
  const functions = [...atomicWriteFunctions, ...checksOf(step)];
  return atDoor(
    way,
    functions,
    atomicWriteCall({ bytes: String(content.length), owner, group, mode }, random),
  );
}

/** What stands in the place of the functions that do nothing. */
function checksOf({ validate, backup }: PutStep): readonly string[] {
  return [...(validate ? [validateFunction(validate)] : []), ...(backup ? [backupFunction] : [])];
}

/** What the command says goes to standard error, all of it: it is why. */
export function validateFunction(words: readonly string[]): string {
  const command = words.map((word) => word.split('%s').map(quote).join('"$1"')).join(' ');
  return `hw_validate() { ${command} >&2 </dev/null; }`;
}

/**
 * A second name for the old file: nothing is copied, and nothing that is there is written over. One shell may write a file more
 * than once in a second.
 */
export const backupFunction = `hw_back_up() {
[ -z "$hw_absent" ] && [ -f "$n" ] && [ ! -L "$n" ] || return 0
hw_kept=$n.$$.$(date +%Y-%m-%d@%H:%M:%S)
while [ -e "$hw_kept~" ] || [ -L "$hw_kept~" ]; do hw_kept=\${hw_kept}_; done
ln "$n" "$hw_kept~"
}`;

export interface AtomicWrite {
  /** How many have to arrive on standard input; digits, or a variable. `any`: `hw_content` itself says whether they are all. */
  readonly bytes: string;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
  readonly mode?: string | undefined;
}

/**
 * What goes through the door for it (`through`); needs `atomicWriteFunctions`.
 *
 * @param random what cannot be guessed, for the name of the temporary: digits, or a variable in quotes
 */
export function atomicWriteCall(
  { bytes, owner = '', group = '', mode = '' }: AtomicWrite,
  random: string,
): string {
  return `hw_put ${bytes} ${quoteAll([owner, group, mode])} ${random}`;
}

/**
 * `hw_put BYTES OWNER GROUP MODE RANDOM` writes what comes on standard input to `$n`; what is empty is kept. `set -C` makes
 * the shell open the temporary with O_EXCL. It gets all that it is to have before it takes its place. GNU sync takes a
 * file to flush; the others flush everything, or refuse the operand.
 */
const putFunction = `hw_put() {
owner=$2 group=$3 mode=$4 acl= t=
trap 'rm -f "$t"; exit 143' HUP INT TERM
[ -L "$n" ] || [ ! -e "$n" ] || [ -f "$n" ] || hw_give_up 'it is not a plain file'
[ -w . ] || hw_give_up "$(id -un) may not write into $PWD, or it is mounted read-only"
! hw_fixed || hw_give_up "$hw_why"
hw_keep_attributes
hw_beside .
t=$hw_name$5
(umask 077; set -C; hw_content > "$t") || hw_give_up "$hw_no_content"
[ "$1" = any ] || [ "$(($(wc -c <"$t")))" -eq "$1" ] || hw_give_up 'the content arrived incomplete'
hw_set_attributes
hw_validate "$PWD/\${t#./}" || hw_give_up "$hw_invalid"
sync "$t" 2>/dev/null || sync
hw_back_up || hw_give_up 'the old file could not be kept beside it'
hw_rename "$t" "$n" || hw_give_up 'the finished file could not be moved there'
}
hw_give_up() {
[ -z "$t" ] || rm -f "$t"
printf 'could not write %s: %s\\n' "$hw_real" "$1" >&2
exit 1
}`;

/**
 * Owner before mode, because chown clears the set-user-ID bit; the ACL before the mode that was asked for, because its
 * mask is the group's permission. In a sticky folder the owner comes last: a new owner may put a link in the place of the
 * temporary, and chmod would follow. ls marks a file that has an ACL with a + behind the permissions. A user for whom
 * root stands aside can give nothing away, which is said before there is any content.
 */
const attributeFunctions = `hw_keep_attributes() {
if [ -z "$hw_absent" ] && [ -f "$n" ] && [ ! -L "$n" ]; then
  read -r permissions links old_user old_group rest <<hw_end
$(ls -ldn "$n")
hw_end
  [ -n "$old_group" ] || hw_give_up 'the old file could not be looked at'
  case $permissions in *+) acl=yes ;; esac
  [ -n "$owner" ] || owner=$old_user
  [ -n "$group" ] || group=$old_group
  [ -n "$mode" ] || mode=$(echo "$permissions" | ${symbolicMode})
fi
[ -z "$hw_acts_as" ] || case $owner in '' | "$hw_acts_as" | "$hw_me") ;; *)
  hw_give_up "it is written as $hw_acts_as, to whom the way there belongs and who cannot give it to $owner: say owner: $hw_acts_as, or $hw_cure" ;; esac
}
hw_set_attributes() {
read -r permissions links new_user new_group rest <<hw_end
$(ls -ldn "$t")
hw_end
[ -n "$new_group" ] || hw_give_up 'the temporary is gone'
[ "$owner" != "$new_user" ] || owner=
[ "$group" != "$new_group" ] || group=
if [ -z "$hw_absent" ] && [ -f "$n" ] && [ ! -L "$n" ] && [ -e /sys/fs/selinux/enforce ]; then
  chcon --reference="$n" "$t" || hw_give_up 'its SELinux context could not be kept'
fi
[ -n "$hw_sticky" ] || hw_set_owners
if [ -n "$acl" ]; then
  command -v getfacl >/dev/null && command -v setfacl >/dev/null ||
    hw_give_up 'it has an access control list, and getfacl and setfacl (package acl) are not installed to keep it'
  getfacl -cp "$n" | setfacl --set-file=- "$t" || hw_give_up 'its access control list could not be kept'
fi
chmod "\${mode:-0644}" "$t" || hw_give_up 'its mode could not be set'
[ -z "$hw_sticky" ] || hw_set_owners
}
hw_set_owners() {
[ -z "$owner$group" ] || chown -h "$owner\${group:+:$group}" "$t" || hw_give_up 'its owner could not be set'
}`;

const usual = `hw_content() { cat; }
hw_no_content='the content could not be stored'
hw_validate() { :; }
hw_invalid='the command in validate does not accept it'
hw_back_up() { :; }`;

/** What `hw_put` is made of, for `withDoor`. */
export const atomicWriteFunctions: readonly string[] = [
  usual,
  besideFunction,
  fixedFunction,
  attributeFunctions,
  putFunction,
];
