// Why no shell could be started, in words for the operator. Pure.

import { BecomeRefused, type Identity, Unreachable } from '../connection.js';
import { type ChannelEnd, describeEnd } from './channel.js';

/**
 * What sudo says (with LC_ALL=C, see startCommand), what that means and what helps. Sentences are read here only to
 * advise; that the identity was refused is known without them.
 */
const SUDO: readonly (readonly [RegExp, (login: string, user: string) => readonly [string, string]])[] = [
  [
    /a password is required|a terminal is required/,
    (login, user) => [
      `wants a password for ${login}`,
      `Allow it without one: ${login} ALL=(${user}) NOPASSWD: ALL, in a file below /etc/sudoers.d/.`,
    ],
  ],
  [
    /not in the sudoers file|may not run sudo|is not allowed to (execute|run)/,
    (login, user) => [
      `does not allow ${login} to become ${user}`,
      `Allow it: ${login} ALL=(${user}) NOPASSWD: ALL, in a file below /etc/sudoers.d/.`,
    ],
  ],
  [
    /unknown user|invalid user/,
    (_, user) => [`knows no user ${user}`, 'Correct become_user, or create the user first.'],
  ],
  [
    /must have a tty/,
    () => [
      'wants a terminal (requiretty)',
      'Remove "Defaults requiretty" from the sudoers file; it protects nothing.',
    ],
  ],
];

/** The error for a shell that ended before it was ready. `noise` is what was printed until then. */
export function explainRefusal(
  host: string,
  login: string,
  identity: Identity,
  end: ChannelEnd,
  noise: string,
): Unreachable | BecomeRefused {
  const said = lastLine(noise) ?? describeEnd(end);
  if (end.kind === 'lost') return new Unreachable(`${host}: the connection was lost (${said})`);
  if (identity.kind === 'login') {
    const advice = `The login shell of ${login} has to be able to run: exec sh -c true`;
    return new Unreachable(`${host}: no shell could be started for ${login} (${said})`, advice);
  }
  if (end.kind === 'exit' && end.code === 127) {
    return new BecomeRefused(`${host} has no sudo`, `Install sudo, or log in as ${identity.user}.`);
  }
  for (const [pattern, explain] of SUDO) {
    if (!pattern.test(noise)) continue;
    const [what, advice] = explain(login, identity.user);
    return new BecomeRefused(`sudo on ${host} ${what}`, advice);
  }
  return new BecomeRefused(`sudo on ${host} did not let ${login} become ${identity.user} (${said})`);
}

function lastLine(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1);
}
