// Logging in with a password: by which of the two ways that SSH has for it, once, and how that fared.

import type { AnyAuthMethod, KeyboardInteractiveAuthMethod } from 'ssh2';
import { Unreachable } from '../connection.js';
import type { Attempt } from './login.js';
import type { Fared, HostPassword } from './password.js';
import { isRefusal, PASSWORD, passwordExpired, WRONG_PASSWORD } from './ssh_error.js';
import type { Target } from './target.js';

export interface PasswordLogin {
  readonly attempt: Attempt;
  /** Has to be called when the login has ended, so that other hosts learn from it. @param error why it failed */
  ended(error?: Error): void;
}

/**
 * The password is borrowed when its turn comes, and given back when the login has ended: until one host has accepted
 * it, few hosts try it at a time (password.ts).
 *
 * @param failed is told of questions that no password answers
 */
export function passwordLogin(
  target: Target,
  lent: HostPassword,
  failed: (error: Unreachable) => void,
): PasswordLogin {
  const ways = target.limits.ways.filter((way) => way !== 'publickey');
  let giveBack: (fared: Fared) => void = () => undefined;
  const borrow = () =>
    new Promise<string>((resolve, reject) => {
      const attempt = async (password = '') => {
        resolve(password);
        return { fared: await new Promise<Fared>((settle) => (giveBack = settle)) };
      };
      lent.attempt(attempt).catch(reject);
    });
  return {
    attempt: {
      label: ways.length > 0 ? PASSWORD : `${PASSWORD} (not used: ssh_config)`,
      ways,
      method: async (offered) => wayOf(target, await borrow(), offered, failed),
    },
    ended: (error) => giveBack(error ? faredFrom(error) : 'accepted'),
  };
}

/** A connection that was lost says nothing about the password. */
function faredFrom(error: Error): Fared {
  return isRefusal(error) || error instanceof WrongPassword ? 'refused' : 'not needed';
}

class WrongPassword extends Unreachable {
  constructor(host: string) {
    super(`${host}: ${PASSWORD} was refused`, WRONG_PASSWORD);
  }
}

/** One way only: with both, a wrong password would be tried twice. */
function wayOf(
  target: Target,
  password: string,
  offered: readonly string[],
  failed: (error: Unreachable) => void,
): AnyAuthMethod {
  const username = target.user;
  if (offered.includes('password') && target.limits.ways.includes('password'))
    return { type: 'password', username, password };
  return { type: 'keyboard-interactive', username, prompt: answerOnce(target, password, failed) };
}

/** The first question that is not shown as it is typed is the one for the password; any other needs a person. */
function answerOnce(
  target: Target,
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
      failed(new WrongPassword(target.host));
    } else if (/required to change|expired/i.test(asks)) {
      failed(passwordExpired(target));
    } else {
      const advice = 'Use a key for this host: it wants more than a password.';
      failed(
        new Unreachable(
          `${target.host}: the login asks a question that no password answers: "${asks}"`,
          advice,
        ),
      );
    }
  };
}
