// The driver: the small sh loop that a host runs for the whole connection.
//
// The driver reads a header, then exactly so many bytes of script, and runs them. It is not `sh` reading commands
// from its standard input: dash reads those in blocks and would swallow what follows. Its own text, the nonce and
// every script come over standard input, so that no process list ever shows them.

import type { Identity } from '../connection.js';
import { fixedLook } from './door/fixed.js';
import { sharing } from './door/sharers.js';
import { killFunctions, MARK, watchFunctions } from './kill.js';
import { cleanEnvironment, KNOWN_PATH } from './login_environment.js';

/** Starts every frame. A byte that text never ends with, so a reader need not hold back the end of a line. */
export const FRAME_MARK = '\x1e';

/** The driver's exit code when what it read was not a header: the bytes of a payload that was not taken. */
export const OUT_OF_STEP = 70;

/**
 * The driver's exit code where the host cannot be worked with. Either no program of it takes exactly the bytes that it is
 * asked for, or its shell does not keep the laws (test/shell/driver.test.ts).
 */
const UNUSABLE = 71;

/** yash 2.52 neither ends a step whose time is over when the controller is gone, nor one whose input was cut short. */
const refuseShell = `[ -z "\${YASH_VERSION-}" ] || {
echo "/bin/sh is yash $YASH_VERSION, which does not end a step whose time is over: make dash or bash the sh of this host" >&2
exit ${UNUSABLE}
}`;

/** What starts a text that comes over standard input, as `sentText` has it: runs its first line, which reads the rest. */
export const readText = 'IFS= read -r hw_line; eval "$hw_line"';

const END_OF_TEXT = 'hw_end_of_text';

/**
 * The text as `readText` reads it. `read` is the shell's own and takes not a byte too much. Programs are not trusted with
 * that before they were tried: dd of uutils 0.0.17 reads ahead, and would swallow the first request. A text that does not
 * come whole is not run.
 */
export function sentText(text: string): string {
  const read = [
    `hw_text= hw_nl=$(printf '\\n.') hw_nl=\${hw_nl%.}`,
    `while IFS= read -r hw_line || exit; do [ "$hw_line" != ${END_OF_TEXT} ] || break; hw_text=$hw_text$hw_line$hw_nl; done`,
    'eval "$hw_text"',
  ];
  return `${read.join('; ')}\n${text.trimEnd()}\n${END_OF_TEXT}\n`;
}

/**
 * The driver's text. It starts scripts in the home folder of its user (sudo would leave it in one that it may not read).
 * It ends when its input does, or with OUT_OF_STEP rather than take a payload for a header. Frames, the same on standard
 * output and standard error:
 *
 * - `<mark><nonce> READY <process group> <process> <way of taking>`; whatever comes before it is noise of a login shell
 * - `<mark><nonce> HOLD <exit code>` after a request's `hold`, where it had to run
 * - `<mark><nonce> <index> <exit code>` after each snippet
 * - `<mark><nonce> BEAT` while a detached step has nothing to say; on standard output only
 * - `<mark><nonce> END` after each request
 *
 * The process group is that of the session which sshd or the local transport started, or one that sudo made. Where there
 * is no /proc it is taken to be the driver's own, which is right but for sudo.
 *
 * How bytes are taken from the input is tried out. `head -c` of busybox and the BSDs reads more than it is asked for, and
 * so does dd of uutils 0.0.17. GNU's do not. `$hw_take` is split into words on purpose.
 *
 * @param nonce 32 hexadecimal digits, new for each driver
 * @param user `become`: the system's programs are found first, as sudo may leave the login's own PATH
 */
export function driverText(nonce: string, user: Identity['kind'] = 'login'): string {
  const path = '${PATH:-/usr/bin:/bin}';
  return `${refuseShell}
hw_nonce=${nonce}
LC_ALL=C PATH=${user === 'become' ? `${KNOWN_PATH}:${path}` : `${path}:/usr/local/sbin:/usr/sbin:/sbin`}
export LC_ALL PATH ${MARK}
${cleanEnvironment}
hw_held= hw_watcher= hw_nl='
'
cd "\${HOME:-/}" 2>/dev/null || cd /
for hw_take in 'head -c' 'dd iflag=fullblock,count_bytes bs=65536 count=' 'dd bs=1 count='; do
hw_rest=
{ \${hw_take}2 >/dev/null 2>&1; read -r hw_rest; } <<hw_end
abcd
hw_end
[ "$hw_rest" = cd ] && break
done
[ "$hw_rest" = cd ] || { echo 'head and dd of this host take more than they are asked for' >&2; exit ${UNUSABLE}; }
${killFunctions}
${watchFunctions}
${FUNCTIONS}
${sharing}
${fixedLook}
hw_group=$$
[ ! -r /proc/$$/stat ] || read -r hw_word hw_word hw_word hw_word hw_group hw_rest </proc/$$/stat
trap 'hw_stopped=yes' USR1
hw_say "READY $hw_group $$ $hw_take"
while read -r hw_word hw_size || [ $? -gt 128 ]; do
[ "$hw_word" = $hw_nonce ] || exit ${OUT_OF_STEP}
hw_failed=0 hw_stopped= hw_listed= hw_hashed=
hw_script=$($hw_take$hw_size 2>/dev/null)
eval "$hw_script"
hw_unwatch
hw_say END
done
`;
}

/**
 * What requests are made of. Besides, there are `sharing` and `fixedLook`: probes ask them about a folder that others may
 * write into, and about what cannot be replaced. What `hold` opens is open in the driver alone, as descriptor 9: a
 * program that a step leaves behind would hold the lock for ever.
 *
 * Each snippet gets a subshell of its own through `eval`. So a syntax error, `exit`, `cd` or `set` stays in it, and it
 * does not see the function's parameters. Nothing here stands in a condition: there, sh would ignore the `set -e` of a
 * snippet.
 *
 * A step's input goes through a pipe whose rest is thrown away, and is followed by the nonce. The two are out of step
 * when the program that took the bytes was killed. The step has then not seen its whole input, and the driver ends before
 * it can report success. Steps after a failed one do not run; only their input is taken, through a pipe too. head of
 * uutils 0.0.17 takes too much of a socket where it does not write to a pipe.
 */
const FUNCTIONS = `hw_say() {
printf '\\036%s %s\\n' $hw_nonce "$1"
printf '\\036%s %s\\n' $hw_nonce "$1" >&2
}
hw_hold() {
[ -z "$hw_held" ] || return
eval "$1" </dev/null
hw_code=$?
if [ $hw_code = 0 ]; then hw_held=1; else hw_failed=1; fi
hw_say "HOLD $hw_code"
}
hw_prepare() {
eval "$1" </dev/null
}
hw_alone() {
( hw_script=$1; set --; eval "$hw_script" ) </dev/null 9>&-
}
hw_probe() {
hw_alone "$2"
hw_say "$1 $?"
}
hw_step() {
if [ $hw_failed != 0 ]; then
[ $2 = 0 ] || { $hw_take$2 2>/dev/null | cat >/dev/null; read -r hw_word; }
return
fi
if [ $2 = 0 ]; then
hw_alone "$3"
hw_failed=$?
else
$hw_take$2 2>/dev/null | { ( hw_script=$3; set --; eval "$hw_script" ) 9>&-; hw_code=$?; cat >/dev/null; exit $hw_code; }
hw_failed=$?
read -r hw_word
[ "$hw_word" = $hw_nonce ] || exit ${OUT_OF_STEP}
fi
hw_say "$1 $hw_failed"
}`;
