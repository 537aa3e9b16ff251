// Why no shell could be started, in words for the operator. Pure.

import { BecomeRefused, type Identity, NoShell, SessionRefused, Unreachable } from '../connection.js';
import { NO_TERMINAL } from '../shell/become.js';
import { type ChannelEnd, describeEnd } from './channel.js';
import { forkFailure, isForkFailure } from './fork_failure.js';

type Become = Identity & { readonly kind: 'become' };

/** sudo -n, of today and of sudo-rs. */
const SUDO_ASKS = /a password is required|a terminal is required|interactive authentication is required/;

/** doas -n. */
const DOAS_ASKS = /(Authentication|Authorization) required/;

/** Where a password can be given. */
const GIVE = 'give the password with --ask-become-pass or as the variable ansible_become_password';

const inSudoers = (login: string, user: string) =>
  `${login} ALL=(${user}) NOPASSWD: ALL, in a file below /etc/sudoers.d/`;
const inDoas = (login: string, user: string) => `permit nopass ${login} as ${user}, in /etc/doas.conf`;

/**
 * What sudo, su and doas say (with LC_ALL=C, see src/shell/become.ts), what that means and what helps. Sentences are
 * read here only to advise, and to know that a password would help; that the identity was refused is known without.
 */
const SAYINGS: readonly (readonly [RegExp, (login: string, user: string) => readonly [string, string]])[] = [
  [
    SUDO_ASKS,
    (login, user) => [
      `wants a password for ${login}`,
      `Allow it without one: ${inSudoers(login, user)}; or ${GIVE}.`,
    ],
  ],
  [
    DOAS_ASKS,
    (login, user) => [
      `wants a password for ${login}`,
      `Allow it without one: ${inDoas(login, user)}; or ${GIVE}.`,
    ],
  ],
  [
    /not in the sudoers file|may not run sudo|is not allowed to (execute|run)|I'm afraid I can't do that/,
    (login, user) => [
      `does not allow ${login} to become ${user}`,
      `Allow it: ${inSudoers(login, user)}; or correct become_user.`,
    ],
  ],
  [
    /Operation not permitted/,
    (login, user) => [
      `does not allow ${login} to become ${user}`,
      `Allow it: ${inDoas(login, user)}; or correct become_user.`,
    ],
  ],
  [
    /doas is not enabled/,
    (login, user) => ['has no /etc/doas.conf', `Make it, and allow ${login}: ${inDoas(login, user)}.`],
  ],
  [
    /unknown user|invalid user|does not exist|user '.*' not found/,
    (_, user) => [`knows no user ${user}`, 'Correct become_user, or create the user first.'],
  ],
  [
    new RegExp(NO_TERMINAL),
    () => [
      'wants a terminal, and the host has no program named script, which makes one',
      'Install it (package bsdutils or util-linux), or write permit nopass into /etc/doas.conf.',
    ],
  ],
  [
    /must have a tty/,
    (login) => [
      'wants a terminal (requiretty)',
      `Add to the sudoers file, or remove requiretty from it: Defaults:${login} !requiretty. It protects nothing.`,
    ],
  ],
  [
    /(account|password).*expired|password change required/i,
    (login, user) => [
      `says that an account has expired, or its password (${login} or ${user})`,
      'Renew it on the host: see chage -l and passwd.',
    ],
  ],
  [
    /su: Permission denied/,
    (login, user) => [
      `does not allow ${login} to become ${user}`,
      'See /etc/pam.d/su: pam_wheel lets in members of its group only.',
    ],
  ],
  [
    /effective uid is not 0|not installed setuid|have the setuid bit set|no new privileges/,
    () => [
      'cannot change its rights',
      'It needs its set-user-ID bit, and a file system that is not mounted nosuid; in a container, no no_new_privs.',
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
export function becomeError(
  host: string,
  login: string,
  identity: Identity,
  end: ChannelEnd,
  noise: string,
): Unreachable | BecomeRefused | SessionRefused {
  if (isForkFailure(noise)) return forkFailure(host);
  if (end.kind === 'lost') {
    const advice = 'Is the host up, and the network? The next run takes up what this one has left.';
    return new Unreachable(`${host}: the connection was lost (${end.cause})`, advice);
  }
  if (end.kind === 'refused') return new SessionRefused(host, end.cause);
  const said = lastLine(noise) ?? describeEnd(end);
  if (identity.kind === 'login') {
    const advice = /expired|password change required/i.test(noise)
      ? `Renew the password of ${login}: log in with ssh by hand, or use chage and passwd on the host.`
      : `The login shell of ${login} has to be able to run: exec sh -c true`;
    // A host that goes down ends shells by a signal; later it may be there again.
    const Kind = end.kind === 'exit' ? NoShell : Unreachable;
    return new Kind(`${host}: no shell could be started for ${login} (${said})`, advice);
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
  return new BecomeRefused(
    `${method} on ${host} did not let ${login} become ${user} (${said})`,
    `Try it on the host, as ${login}: ${method === 'su' ? `su ${user} -c true` : `${method} -u ${user} true`}`,
  );
}

/** Whether sudo or doas would let a user in who gives a password. */
export function wantsPassword({ method = 'sudo' }: Become, noise: string): boolean {
  if (method === 'sudo') return SUDO_ASKS.test(noise);
  return method === 'doas' && DOAS_ASKS.test(noise);
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
