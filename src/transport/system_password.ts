// Answers the questions of the ssh of this machine during a login: the first one for the password, and no other.

import { LoginRefused } from '../connection.js';
import type { Destination } from './destination.js';
import type { HostPassword } from './password.js';
import { asksForNewPassword, lend, unanswerable, WrongPassword } from './password_loan.js';

export interface SystemPassword {
  /**
   * What is to be answered.
   *
   * @throws Unreachable where the login is not to go on
   */
  answer(question: string): Promise<string>;
  /** Has to be called when the login has ended. @returns why, with what is known of the password */
  ended(error?: Error): Error | undefined;
}

/** ssh does not tell whether an answer is shown as it is typed, so only what asks for a password gets it. */
export function answersOf(destination: Destination, lent: HostPassword): SystemPassword {
  const { borrow, ended } = lend(lent);
  let isAnswered = false;
  return {
    answer: async (question) => {
      const isForPassword = /passw/i.test(question) && !asksForNewPassword(question);
      if (!isForPassword) throw unanswerable(destination, question.trim());
      // With a second way to log in, a wrong password would be tried twice.
      if (isAnswered) throw new WrongPassword(destination.host);
      isAnswered = true;
      return borrow();
    },
    ended: (error) => {
      const why = isAnswered && error instanceof LoginRefused ? new WrongPassword(destination.host) : error;
      ended(why);
      return why;
    },
  };
}
