// Why no shell could be started, in words for the operator. Pure.

import { BecomeRefused, type Identity, Unreachable } from '../connection.js';
import { type ChannelEnd, describeEnd } from './channel.js';

type Become = Identity & { readonly kind: 'become' };

/** sudo -n, of today and of sudo-rs. */
const SUDO_ASKS = /a password is required|a terminal is required|interactive authentication is required/;

/** Where a password can be given. */
const GIVE = 'give the password with --ask-become-pass or as the variable ansible_become_password';

/**
 * What sudo, su and doas say (with LC_ALL=C, see src/shell/become.ts), what that means and what helps. Sentences are
 * read here only to advise, and to know that a password would help; that the identity was refused is known without.
 */
const SAYINGS: readonly (readonly [RegExp, (login: string, user: string) => readonly [string, string]])[] = [
  [
    SUDO_ASKS,
    (login, user) => [
      `wants a password for ${login}`,
      `Allow it without one: ${login} ALL=(${user}) NOPASSWD: ALL, in a file below /etc/sudoers.d/; or ${GIVE}.`,
    ],
  ],
  [
    /Authenti?[a-z]+ required|Authorization required/,
    (login, user) => [
      `wants a password for ${login}, which it takes at a terminal only`,
      `Allow it without one: permit nopass ${login} as ${user}, in /etc/doas.conf.`,
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
    /Operation not permitted/,
    (login, user) => [
      `does not allow ${login} to become ${user}`,
      `Allow it: permit nopass ${login} as ${user}, in /etc/doas.conf.`,
    ],
  ],
  [
    /unknown user|invalid user|does not exist/,
    (_, user) => [`knows no user ${user}`, 'Correct become_user, or create the user first.'],
  ],
  [
    /must have a tty/,
    () => [
      'wants a terminal (requiretty)',
      'Remove "Defaults requiretty" from the sudoers file; it protects nothing.',
    ],
  ],
  [
    /account is currently not available/,
    (_, user) => [
      `cannot start a shell for ${user}, whose login shell is none`,
      'Use sudo for such users: become_method: sudo.',
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
  const { user, method = 'sudo' } = identity;
  if (end.kind === 'exit' && end.code === 127) {
    return new BecomeRefused(`${host} has no ${method}`, `Install ${method}, or log in as ${user}.`);
  }
  for (const [pattern, explain] of SAYINGS) {
    if (!pattern.test(noise)) continue;
    const [what, advice] = explain(login, user);
    return new BecomeRefused(`${method} on ${host} ${what}`, advice);
  }
  return new BecomeRefused(`${method} on ${host} did not let ${login} become ${user} (${said})`);
}

/** Whether sudo would let somebody in who gives a password. */
export function wantsPassword(identity: Identity, noise: string): boolean {
  return identity.kind === 'become' && (identity.method ?? 'sudo') === 'sudo' && SUDO_ASKS.test(noise);
}

/** It was asked for, and none is known. */
export function passwordMissing(
  host: string,
  login: string,
  { user, method = 'sudo' }: Become,
): BecomeRefused {
  const whose = method === 'su' ? user : login;
  return new BecomeRefused(`${method} on ${host} wants the password of ${whose}`, `${capital(GIVE)}.`);
}

export function wrongPassword(host: string, login: string, { user, method = 'sudo' }: Become): BecomeRefused {
  const whose = method === 'su' ? user : login;
  return new BecomeRefused(
    `${method} on ${host} refused the password that was given for ${whose}`,
    'Give the right one; it was tried once and is not tried again on this host.',
  );
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function lastLine(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1);
}
