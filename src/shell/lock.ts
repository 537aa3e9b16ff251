// The lock that keeps two runs from changing one host at once: sh for the `hold` of a request.
//
// Where there is flock (Linux) the kernel drops the lock with the process that holds it, so a lock is never stale.
// Elsewhere a directory with the holder's process number is the lock, and one whose process is gone is taken over.

import { quote } from './quote.js';

/**
 * Where a user keeps the pending handlers of a host; root's is /var/lib/hostwright, readable by root alone. Who may write to
 * /var/lib is root: asking `id` would cost a process in every run.
 */
const nameStateFolder =
  'if [ -w /var/lib ]; then hw_state=/var/lib/hostwright; else hw_state=$HOME/.local/state/hostwright; fi';

/**
 * A condition: the state folder is not there yet, or it is a folder of the user who asks. No other user made it for them.
 */
const isOwn =
  '[ ! -e "$hw_state" ] && [ ! -L "$hw_state" ] || { [ -O "$hw_state" ] && [ ! -L "$hw_state" ]; }';

const isNot = `echo "$hw_state is not a folder of $(id -un)'s own: look who made it, and remove it" >&2`;

/** sh that sets `hw_state`, or ends the shell where that is another user's. */
export const stateFolder = `${nameStateFolder}
${isOwn} || { ${isNot}; exit 1; }`;

/** Exit code of `lockScript` where another run holds the lock; the holder's text is on standard output. */
export const LOCK_BUSY = 75;

/**
 * Takes the lock, or tells who has it. It runs in the driver's own shell, so it never exits. Where the disk is full
 * cat says so; printf of dash would say `I/O error`.
 *
 * ksh closes what is above 2 for the programs that it starts, unless it is named once more (`9>&9`). flock is busy where it
 * ends with 1 and says nothing; all else is a failure.
 *
 * @param holder one line for those who have to wait: who, from where, since when
 */
export function lockScript(holder: string): string {
  return `${nameStateFolder}
hw_busy() { cat "$hw_state/holder" 2>/dev/null; return ${LOCK_BUSY}; }
hw_refused() {
case $hw_code-$hw_words in 1-) hw_busy; return ;; esac
printf '%s\\n' "\${hw_words:-flock ended with $hw_code}" >&2
return 1
}
hw_take_lock() {
${isOwn} || { ${isNot}; return 1; }
[ -w "$hw_state/lock" ] || ( umask 077; mkdir -p "$hw_state" && : >>"$hw_state/lock" ) || return 1
if command -v flock >/dev/null; then
exec 9>>"$hw_state/lock"
hw_words=$(flock -n 9 9>&9 2>&1) || { hw_code=$?; exec 9>&-; hw_refused; return; }
else
if ! mkdir "$hw_state/lock.d" 2>/dev/null; then
kill -0 "$(cat "$hw_state/lock.d/pid" 2>/dev/null)" 2>/dev/null && { hw_busy; return; }
rm -rf "$hw_state/lock.d" && mkdir "$hw_state/lock.d" 2>/dev/null || { hw_busy; return; }
fi
echo $$ >"$hw_state/lock.d/pid"
trap 'rm -rf "$hw_state/lock.d"' EXIT
fi
hw_sign 2>/dev/null >"$hw_state/holder" || hw_sign | cat >"$hw_state/holder" ||
{ echo "nothing can be written to $hw_state" >&2; return 1; }
}
hw_sign() { printf '%s\\n' ${quote(holder)}; }
hw_take_lock`;
}
