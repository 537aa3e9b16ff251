// The commands that start a shell on a channel, as the login user or, through sudo, su or doas, as another user.
//
// No newline, exclamation mark or backslash is in them: login shells like csh and fish hand them on as they are. A
// password is never in them: it goes over standard input once it is asked for (src/transport/become_prompt.ts).

import type { Identity } from '../connection.js';
import { KNOWN_PATH } from './login_environment.js';
import { quote } from './quote.js';

type Become = Identity & { readonly kind: 'become' };

/**
 * A command that asks nothing: sudo and doas refuse (`-n`) where they want a password, and say so in English.
 *
 * @param script without a single quote
 */
export function quietCommand(identity: Identity, script: string): string {
  if (identity.kind === 'login') return `exec sh -c '${script}'`;
  const user = quote(identity.user);
  if (identity.method === 'doas') return `exec doas -n -u ${user} -- sh -c '${script}'`;
  return `exec env LC_ALL=C sudo -n -H -u ${user} -- sh -c '${script}'`;
}

/** How a command that may ask is followed, on standard error. */
export interface Asking {
  readonly command: string;
  /** What asks for the password. */
  readonly prompt: RegExp;
  /** What asks once more, after a password that was wrong. */
  readonly again: RegExp;
  /** The line that the shell prints first: the login, or the become, has worked. */
  readonly started: string;
  /** One line of input is read even where nothing was asked. */
  readonly readsLine: boolean;
}

/**
 * A command that may ask for a password on standard error and then reads one line. sudo asks with the words that it is
 * given (sudo-rs puts them in brackets). su and doas have words of their own, which come after a line of ours. Who asks
 * again has said before that it was wrong (su of sudo-rs). The `-s` of su is for users whose login shell is no sh; su
 * ignores it where that shell is not in /etc/shells (nologin). su hands on the environment, functions of bash among it,
 * so it is started without one. sudo and doas have rules of the host's own for that.
 *
 * @param script without a single quote
 * @param mark letters and digits that cannot be guessed, so that no noise of a login shell is taken for the prompt
 */
export function askingCommand({ user, method }: Become, script: string, mark: string): Asking {
  const started = `${mark}-in\n`;
  const ownWords = new RegExp(`${mark}-ask\\n(?:[^\\n]*\\n)*[^\\n]*: ?$`);
  const again = /(?:failed|failure|incorrect|try again)[^\n]*\n(?:[^\n]*\n)*[^\n]*: ?$/i;
  const inner = `echo ${mark}-in >&2; ${script}`;
  if (method === 'doas') {
    const command = doasAtTerminal(user, script, mark);
    return { command, prompt: ownWords, again, started: `${mark}-in\r\n`, readsLine: true };
  }
  if (method === 'su') {
    const outer = `echo ${mark}-ask >&2; exec env -i LC_ALL=C PATH=${KNOWN_PATH} "$(command -v su)" -s /bin/sh -c "$1" -- "$0"`;
    const command = `exec sh -c '${outer}' ${quote(user)} '${inner}'`;
    return { command, prompt: ownWords, again, started, readsLine: false };
  }
  const sudo = `exec env LC_ALL=C sudo -S -p ${mark}: -H -u ${quote(user)} --`;
  const prompt = new RegExp(`${mark}:`);
  return { command: `${sudo} sh -c '${inner}'`, prompt, again: prompt, started, readsLine: false };
}

/** What is said where there is no program to make a terminal with. */
export const NO_TERMINAL = 'hostwright: there is no program named script';

/**
 * doas asks at a terminal and nowhere else, so `script` makes one on the host (util-linux; essential on Debian). It is
 * for the question alone. The streams of the shell are the channel's own, past the terminal, which would merge them and
 * change bytes. The shell leaves the terminal for a session of its own (setsid): what a step leaves behind would be hung
 * up on with it. That it runs it says at the terminal, and the terminal echoes nothing: so nothing that is said there
 * comes later. The password is read and printed by the shell itself, so that no process list shows it.
 *
 * The words of the command are handed on as variables: doas drops them. Proof: test/lab/transport/terminal.test.ts.
 */
function doasAtTerminal(user: string, script: string, mark: string): string {
  const outer = [
    `command -v script >/dev/null || { echo "${NO_TERMINAL}" >&2; exit 1; }`,
    'export hw_user="$0" hw_inner="$1" hw_script="$2" LC_ALL=C SHELL=/bin/sh',
    `exec 3<&0 4>&1 5>&2; echo ${mark}-ask >&2`,
    '{ IFS= read -r hw_line <&3 && printf %s "$hw_line" && echo; } | script -qec "$3" /dev/null >&5 3<&3 4>&4 5>&5',
  ].join('; ');
  const inner = `echo ${mark}-in >/dev/tty; command -v setsid >/dev/null && exec setsid sh -c "$0"; eval "$0"`;
  // The exit at the end keeps doas from taking the place of the session's leader, which setsid has to fork away from.
  const doas =
    'stty -echo; doas -u "$hw_user" -- sh -c "$hw_inner" "$hw_script" <&3 >&4 2>&5 3<&- 4>&- 5>&-; exit $?';
  return `exec sh -c '${outer}' ${quote(user)} '${inner}' '${script}' '${doas}'`;
}
