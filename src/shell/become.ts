// The commands that start a shell on a channel, as the login user or, through sudo, su or doas, as somebody else.
//
// No newline, exclamation mark or backslash is in them: login shells like csh and fish hand them on as they are.
// A password is never in them: it goes over standard input once it is asked for (src/transport/enter.ts).

import type { Identity } from '../connection.js';
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
  /** The line that the shell prints first: whoever was to be let in is in. */
  readonly started: string;
}

/**
 * A command that may ask for a password on standard error and then reads one line. sudo asks with the words that it
 * is given; su has words of its own, which come after a line of ours. The `-s` of su is for users whose login shell
 * is no sh; su ignores it where that shell is not in /etc/shells (nologin).
 *
 * @param script without a single quote
 * @param mark letters and digits that nobody can guess, so that no noise of a login shell is taken for the prompt
 */
export function askingCommand({ user, method }: Become, script: string, mark: string): Asking {
  const inner = `echo ${mark}-in >&2; ${script}`;
  const started = `${mark}-in\n`;
  if (method === 'su') {
    const outer = `echo ${mark}-su >&2; exec env LC_ALL=C su -s /bin/sh -c "$1" -- "$0"`;
    const prompt = new RegExp(`${mark}-su\\n(?:[^\\n]*\\n)*[^\\n]*: ?$`);
    return { command: `exec sh -c '${outer}' ${quote(user)} '${inner}'`, prompt, started };
  }
  const sudo = `exec env LC_ALL=C sudo -S -p ${mark}: -H -u ${quote(user)} --`;
  return { command: `${sudo} sh -c '${inner}'`, prompt: new RegExp(`${mark}:`), started };
}
