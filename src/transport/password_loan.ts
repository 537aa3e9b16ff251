// A password that is lent for one login, by whichever client: borrowed when its turn comes, given back with how it fared.

import { Unreachable } from '../connection.js';
import type { Destination } from './destination.js';
import type { Fared, HostPassword } from './password.js';
import { isRefusal, PASSWORD, passwordExpired, WRONG_PASSWORD } from './ssh_error.js';

export interface Loan {
  /** Until one host has accepted the password, few hosts try it at a time (password.ts). */
  borrow(): Promise<string>;
  /** Has to be called when the login has ended, so that other hosts learn from it. @param error why it failed */
  ended(error?: Error): void;
}

export function lend(lent: HostPassword): Loan {
  let isOver = false;
  let giveBack: (fared: Fared) => void = () => undefined;
  return {
    borrow: () =>
      new Promise<string>((resolve, reject) => {
        const attempt = async (password = '') => {
          // The other side may have hung up before its turn came.
          if (isOver) return { fared: 'not needed' } as const;
          resolve(password);
          return { fared: await new Promise<Fared>((settle) => (giveBack = settle)) };
        };
        lent.attempt(attempt).catch(reject);
      }),
    ended: (error) => {
      isOver = true;
      giveBack(error ? faredFrom(error) : 'accepted');
    },
  };
}

/** A connection that was lost says nothing about the password. */
function faredFrom(error: Error): Fared {
  return isRefusal(error) || error instanceof WrongPassword ? 'refused' : 'not needed';
}

export class WrongPassword extends Unreachable {
  constructor(host: string) {
    super(`${host}: ${PASSWORD} was refused`, WRONG_PASSWORD);
  }
}

/** Whether a question is for a new password, or says that the old one is not good any more. */
export function asksForNewPassword(question: string): boolean {
  return /required to change|expired|\b(current|new|old|retype)\b.*password/i.test(question);
}

/** Why the login ends at a question that the password does not answer. */
export function unanswerable(destination: Destination, question: string): Unreachable {
  if (asksForNewPassword(question)) return passwordExpired(destination);
  return new Unreachable(
    `${destination.host}: the login asks a question that no password answers: "${question}"`,
    'Use a key for this host: it wants more than a password.',
  );
}
