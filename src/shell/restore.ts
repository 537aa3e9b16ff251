// Putting back what a transaction replaced: one script, which stands on the host beside what is kept and needs nobody.

import type { Snippet } from '../connection.js';
import { stateFolder } from './lock.js';
import { renameOver } from './path.js';
import { quote } from './quote.js';
import { removeUnits, waitForTimer } from './undo_timer.js';

/** A step: everything is put back. It may be run again, by anybody, after it was interrupted. */
export function restoreTransaction(id: string): Snippet {
  const script = `${stateFolder}
${waitForTimer(id)}
[ ! -f "$hw_state/transactions/${id}.sh" ] || sh "$hw_state/transactions/${id}.sh"`;
  return { script };
}

/**
 * The text of ID.sh; of a transaction that is over it only takes the leftovers away. In braces, so that the shell has
 * read all of it before it begins. What cannot be put back is told, the rest is put back all the same, and the folder
 * stays for the next attempt: whole, so it gets its last name before it is removed. A file that never changed is left
 * alone, and where a full disk has no place for two, the changed one goes first.
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
hw_gone() { rm -rf "$p" || hw_fail; }
hw_attributes() { chown "$2" "$p" && chmod "$3" "$p" || hw_fail; }
hw_same() {
[ -L $1 ] && { [ -L "$p" ] && [ "$(readlink $1; echo x)" = "$(readlink "$p"; echo x)" ]; return; }
[ -f "$p" ] && [ ! -L "$p" ] && [ "$(hw_whose $1)" = "$(hw_whose "$p")" ] && cmp -s $1 "$p"
}
hw_whose() { set -f; set -- $(ls -ldn "$1"); set +f; echo "$1 $3 $4"; }
hw_file() {
hw_same $1 && return
d=\${p%/*}/ t=\${d}.hostwright-${id}
[ -L "$p" ] || [ ! -d "$p" ] || rm -rf "$p"
[ -d "$d" ] || mkdir -p "$d" || { hw_fail; return; }
rm -f "$t"
if cp -a $1 "$t" && { sync "$t" 2>/dev/null || [ -L "$t" ] || sync; } && { ${renameOver('"$t"', '"$p"')}; }; then :
elif rm -f "$t" "$p" && cp -a $1 "$p"; then :
else hw_fail; fi
}
hw_tree() { mkdir -p "\${p%/*}/" && rm -rf "$p" && cp -a $1 "$p" || hw_fail; }
for f in [0-9]*.how; do [ ! -f "$f" ] || hw_list="$f $hw_list"; done
for f in $hw_list; do
n=\${f%.how}
[ ! -f $n.path ] || { p=$(cat $n.path; echo x); p=\${p%x}; }
read -r how a b <$f
[ $how = undo ] || hw_$how $n "$a" "$b"
done
p='what a step began'
for f in $hw_list; do
n=\${f%.how}
[ ! -f $n.undo ] || sh ./$n.undo </dev/null || hw_fail
done
${afterwards.map((command) => `p=${quote(`the host by its undo command (${command})`)}; ( ${command}\n) </dev/null || hw_fail`).join('\n')}
[ -z "$hw_failed" ] || exit 1
${removeUnits(id)}
cd .. && mv ${id}.undoing ${id}.done || exit 1
rm -rf ${id}.done ${id}.sh
exit 0
}
`;
}
