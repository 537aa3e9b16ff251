// Puts back what a transaction replaced: one script, which stands on the host beside what is kept and needs no
// controller.

import type { Snippet } from '../connection.js';
import { copyFunctions } from './door/copy.js';
import { deeds } from './door/deeds.js';
import { withDoor } from './door/door.js';
import { stateFolder } from './lock.js';
import { takeBackMade } from './made.js';
import { quote } from './quote.js';
import { removeUnits, waitForTimer } from './undo_timer.js';

/** A step: everything is put back. It may be run again, by any run, after it was interrupted. */
export function restoreTransaction(id: string): Snippet {
  const script = `${stateFolder}
${waitForTimer(id)}
[ ! -f "$hw_state/transactions/${id}.sh" ] || sh "$hw_state/transactions/${id}.sh"`;
  return { script };
}

/**
 * The text of ID.sh; of a transaction that is over it only takes the leftovers away. In braces, so that the shell has
 * read all of it before it begins. What cannot be put back is told, and the rest is put back all the same. The folder
 * stays whole for the next attempt, so it gets its last name before it is removed.
 */
export function restoreText(id: string, afterwards: readonly string[]): string {
  return `{
LC_ALL=C PATH=\${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL PATH
umask 077
cd "\${0%/*}" || exit 1
[ ! -d ${id} ] || mv ${id} ${id}.undoing || exit 1
if [ ! -d ${id}.undoing ]; then
${removeUnits(id)}
rm -rf ${id}.sh ${id}.done
exit 0
fi
cd ${id}.undoing || exit 1
hw_failed= hw_list=
hw_fail() { printf 'could not put %s back\\n' "$p" >&2; hw_failed=yes; }
${withDoor([...deeds, copyFunctions, backFunctions(id)], '')}
for f in [0-9]*.how; do [ ! -f "$f" ] || hw_list="$f $hw_list"; done
for f in $hw_list; do
n=\${f%.how}
[ ! -f $n.path ] || { p=$(cat $n.path; echo x); p=\${p%x}; }
read -r how a b <$f
hw_allow= hw_in=/dev/null
[ ! -f $n.tar ] || hw_in=$n.tar
[ ! -f $n.unsafe ] || hw_allow=yes
[ $how = undo ] || ( hw_door anywhere "$p" hw_back_$how "$PWD/$n" "$a" "$b" ) <$hw_in || hw_fail
done
p='what a step began'
for f in $hw_list; do
n=\${f%.how}
[ ! -f $n.undo ] || sh ./$n.undo </dev/null || hw_fail
done
${afterwards.map((command) => `p=${quote(`the host by its undo command (${command})`)}; ( ${command}\n) </dev/null || hw_fail`).join('\n')}
[ -z "$hw_failed" ] || exit 1
${takeBackMade('../../made', id)}
${removeUnits(id)}
cd .. && mv ${id}.undoing ${id}.done || exit 1
rm -rf ${id}.done ${id}.sh
exit 0
}
`;
}

/**
 * What goes through the door, each with the path of the copy. A file that never changed is left alone, and where a full
 * disk has no place for two, the changed one goes first. What another user packed (src/shell/transaction.ts) only
 * that user unpacks: root would unpack whatever they made of it.
 */
function backFunctions(id: string): string {
  return `hw_back_gone() { [ -n "$hw_below" ] || hw_remove_tree; }
hw_back_attributes() { [ -z "$hw_below" ] && [ -d "$n" ] && [ ! -L "$n" ] && hw_attributes "$2" "$3"; }
hw_back_file() {
hw_make_way || return
hw_same "$1" && return
t=./.hostwright-${id}
[ -L "$n" ] || [ ! -d "$n" ] || hw_remove_tree || return
rm -f "$t"
if hw_copy "$1" "$t" && { sync "$t" 2>/dev/null || [ -L "$t" ] || sync; } && hw_rename "$t" "$n"; then :
else rm -f "$t" "$n" && hw_copy "$1" "$n"; fi
}
hw_same() {
[ -L "$1" ] && { [ -L "$n" ] && [ "$(readlink "$1"; echo x)" = "$(readlink "$n"; echo x)" ]; return; }
[ -f "$n" ] && [ ! -L "$n" ] && [ "$(hw_whose "$1")" = "$(hw_whose "$n")" ] && cmp -s "$1" "$n"
}
hw_whose() { set -f; set -- $(ls -ldn "$1"); set +f; echo "$1 $3 $4"; }
hw_back_tree() { hw_make_way && hw_remove_tree && hw_copy_tree "$1" "$n"; }
hw_back_packed() {
[ "$hw_me" = "$2" ] && [ -n "$hw_acts_as" ] && hw_make_way || return
t=./.hostwright-${id}
rm -rf "$t"
mkdir "$t" && tar -xpf - -C "$t" && rm -rf "$n" && hw_rename "$t/$n" "$n" && rmdir "$t"
}`;
}
