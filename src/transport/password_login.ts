// Logging in with a password: by which of the two ways that SSH has for it, once, and how that fared.

import type { AnyAuthMethod, KeyboardInteractiveAuthMethod } from 'ssh2';
import type { Unreachable } from '../connection.js';
import type { Destination } from './destination.js';
import type { Attempt } from './login.js';
import type { HostPassword } from './password.js';
import { lend, unanswerable, WrongPassword } from './password_loan.js';
import { PASSWORD } from './ssh_error.js';

export interface PasswordLogin {
  readonly attempt: Attempt;
  /** Has to be called when the login has ended, so that other hosts learn from it. @param error why it failed */
  ended(error?: Error): void;
}

/** @param failed is told of questions that no password answers */
export function passwordLogin(
  destination: Destination,
  lent: HostPassword,
  failed: (error: Unreachable) => void,
): PasswordLogin {
  const ways = destination.limits.ways.filter((way) => way !== 'publickey');
  const { borrow, ended } = lend(lent);
  return {
    attempt: {
      label: ways.length > 0 ? PASSWORD : `${PASSWORD} (not used: ssh_config)`,
      ways,
      method: async (offered) => wayOf(destination, await borrow(), offered, failed),
    },
    ended,
  };
}

/** One way only: with both, a wrong password would be tried twice. */
function wayOf(
  destination: Destination,
  password: string,
  offered: readonly string[],
  failed: (error: Unreachable) => void,
): AnyAuthMethod {
  const username = destination.user;
  if (offered.includes('password') && destination.limits.ways.includes('password'))
    return { type: 'password', username, password };
  return { type: 'keyboard-interactive', username, prompt: answerOnce(destination, password, failed) };
}

/** The first question that is not shown as it is typed is the one for the password; any other needs a person. */
function answerOnce(
  destination: Destination,
  password: string,
  failed: (error: Unreachable) => void,
): KeyboardInteractiveAuthMethod['prompt'] {
  let answered: string | undefined;
  return (_name, _instructions, _language, prompts, finish) => {
    const [first] = prompts;
    const asks = prompts.map(({ prompt }) => prompt.trim()).join(' ');
    if (answered === undefined && first && !first.echo && prompts.length === 1) {
      answered = asks;
      finish([password]);
    } else if (asks === answered) {
      failed(new WrongPassword(destination.host));
    } else {
      failed(unanswerable(destination, asks));
    }
  };
}
