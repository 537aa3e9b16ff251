// Transactions on the host: what a block of tasks replaces is kept before it is replaced. The run, the next run, or the
// host itself, where no confirmation comes (src/shell/undo_timer.ts), can put it back.
//
// In transactions/ID are about.json, and files for each thing that is kept, by its number. They are NNNN.path, the copy
// NNNN (or NNNN.tar), and NNNN.how, which comes last and makes it count. Beside the folder, ID.sh puts everything back,
// in the opposite order. One rename decides: the folder becomes ID.done (the change stays) or ID.undoing (it does not),
// and no run can do both. When all is back, that too becomes ID.done: what is only to be removed. Proof:
// test/shell/transaction.test.ts.

import type { Snippet } from '../connection.js';
import { copyFunctions } from './door/copy.js';
import { withDoor } from './door/door.js';
import { isComplete } from './input_check.js';
import { stateFolder } from './lock.js';
import { symbolicMode } from './path.js';
import { quote } from './quote.js';
import { restoreText } from './restore.js';
import { ROLLED_BACK, rolledBackMessage } from './rollback_marker.js';
import { removeUnits } from './undo_timer.js';

/** Separates entries in the answer to `readTransactions`; JSON text never holds it. */
export const TRANSACTION_SEPARATOR = '\x1d';

/** Something to keep. Numbers give the order; what has the same number is kept once. */
export type Keeping =
  /** `followed`: the file that a link leads to; `itself`: a link as a link, a directory without what is in it. */
  | {
      readonly number: number;
      readonly kind: 'itself' | 'followed' | 'tree';
      readonly path: string;
      /** The user says that no other account of the host is to be feared there (src/shell/door/door.ts). */
      readonly unsafe?: boolean;
    }
  /** sh to be run once all files are back; the highest number first. */
  | { readonly number: number; readonly kind: 'undo'; readonly script: string };

/** A probe: about.json of every transaction that is open, or was being undone when the host or a run died. */
export const readTransactions = `${stateFolder}
for hw_about in "$hw_state"/transactions/*/about.json; do
case $hw_about in *.done/about.json) continue ;; esac
[ ! -s "$hw_about" ] || { cat "$hw_about" && printf '\\035'; } || exit 1
done`;

/**
 * A step. From here on the host can put everything back by itself. What is left of others that were decided, or had not
 * begun, when the host or a run died goes away.
 *
 * @param id letters and digits
 * @param about JSON, for the run that finds it open
 * @param afterwards commands of the user's, run when everything is back
 */
export function openTransaction(id: string, about: string, afterwards: readonly string[]): Snippet {
  const input = Buffer.from(about);
  const script = `${stateFolder}
umask 077
hw_fail() { echo 'what this block replaces could not be kept, so nothing was changed' >&2; exit 1; }
mkdir -p "$hw_state/transactions" && cd "$hw_state/transactions" || hw_fail
[ ! -s ${id}/about.json ] || exit 0
for hw_old in */; do
hw_old=\${hw_old%/}
case $hw_old in
*.done) sh "./\${hw_old%.done}.sh" </dev/null >/dev/null 2>&1 || rm -rf "$hw_old" ;;
*) [ -s "$hw_old/about.json" ] || [ ! -d "$hw_old" ] || rm -rf "$hw_old" "$hw_old.sh" ;;
esac
done
mkdir -p ${id} && printf '%s' ${quote(restoreText(id, afterwards))} >${id}.sh && cat >${id}/about.new && ${isComplete(`${id}/about.new`, input.length)} &&
{ sync ${id}.sh ${id}/about.new 2>/dev/null || sync; } && mv ${id}/about.new ${id}/about.json || hw_fail`;
  return { script, input };
}

/** A step that keeps things, whole and flushed, or fails. */
export function keep(id: string, things: readonly Keeping[]): Snippet {
  const calls = things.map((thing) =>
    thing.kind === 'undo'
      ? `hw_keep_undo ${numbered(thing)} ${quote(thing.script)}`
      : `hw_allow=${thing.unsafe ? 'yes' : ''}
hw_keep ${numbered(thing)} ${thing.kind} ${thing.kind === 'followed' ? 'deep' : 'anywhere'} ${quote(thing.path)}`,
  );
  const door = withDoor([copyFunctions, keepHere], keepFunctions);
  return { script: [enterTransaction(id), door, ...calls, 'hw_count_them'].join('\n') };
}

function enterTransaction(id: string): string {
  return `${stateFolder}
umask 077
cd "$hw_state/transactions/${id}" 2>/dev/null || { echo '${rolledBackMessage}' >&2; exit ${ROLLED_BACK}; }`;
}

function numbered({ number }: Keeping): string {
  return String(number).padStart(4, '0');
}

/**
 * All copies are on the disk before one of them counts, and they count before the change is made. What is changed may be
 * on another file system. Each file is flushed by itself: a busy node keeps the disk dirty for long.
 */
const keepFunctions = `hw_new=
hw_fail() { printf '%s could not be kept, so nothing was changed\\n' "$p" >&2; exit 1; }
hw_keep() {
[ ! -f $1.how ] || return 0
p=$4
rm -rf $1 $1.tar
[ -z "$hw_allow" ] || : >$1.unsafe || hw_fail
hw_how=$(hw_door $3 "$p" hw_keep_here $2 "$PWD/$1" 3>$1.tar 4>$1.path) && [ -n "$hw_how" ] || hw_fail
case $hw_how in packed*) ;; *) rm -f $1.tar ;; esac
hw_write $1
}
hw_keep_undo() {
[ ! -f $1.how ] || return 0
p='the way back' hw_how=undo
printf '%s' "$2" >$1.undo || hw_fail
hw_write $1
}
hw_write() { echo "$hw_how" >$1.new || hw_fail; hw_new="$hw_new $1"; }
hw_count_them() {
[ -n "$hw_new" ] || return 0
set --
for n in $hw_new; do set -- "$@" $n*; done
find "$@" -type f -exec sync {} + 2>/dev/null || sync
for n in $hw_new; do mv $n.new $n.how || hw_fail; done
sync . 2>/dev/null || sync
}`;

/**
 * Goes through the door, and says how it is kept. What is on a way that belongs to another user is read as that user, who
 * might have root copy a file of root's otherwise. They pack it (descriptor 3), and they alone unpack it.
 */
const keepHere = `hw_keep_here() {
printf %s "\${hw_real:-/}\${hw_below:+/$hw_below}" >&4 || return
if [ -n "$hw_below$hw_absent" ] || { [ ! -e "$n" ] && [ ! -L "$n" ]; }; then echo gone
elif [ -L "$n" ] || [ -f "$n" ] || { [ -d "$n" ] && [ $1 = tree ]; }; then
if [ -n "$hw_acts_as" ]; then tar -cf - "$n" >&3 && echo "packed $hw_me"
elif [ -L "$n" ] || [ -f "$n" ]; then hw_copy "$n" "$2" && echo file
else hw_copy_tree "$n" "$2" && echo tree; fi
elif [ -d "$n" ]; then
set -f; set -- $(ls -ldn "$n"); set +f
case $1 in *+) printf '%s has an access control list, which is not kept\\n' "$hw_real" >&2; return 1 ;; esac
echo "attributes $3:$4 $(echo "$1" | ${symbolicMode})"
else return 1; fi
}`;

/** A step: the changes stay. Where the host was faster, it fails with ROLLED_BACK. */
export function commitTransaction(id: string): Snippet {
  const script = `${stateFolder}
cd "$hw_state/transactions" 2>/dev/null && mv ${id} ${id}.done 2>/dev/null || {
[ ! -d "$hw_state/transactions/${id}" ] || { echo 'it could not be written down that this block is over; the next apply puts it back' >&2; exit 1; }
echo '${rolledBackMessage}' >&2
exit ${ROLLED_BACK}
}
${removeUnits(id)}
cd "$hw_state/transactions" && rm -rf ${id}.sh ${id}.done`;
  return { script };
}
