// Connections that sshd ends before the login has begun, and what it says of that first. Pure.

import { Unreachable } from '../connection.js';

/** `penalty`: failed logins from our address were too many, and for some time no login from there is let in. */
export type TurnedAwayFor = 'penalty' | 'load';

/** It has too many such connections just now, or has had: a later one may be let in. */
export class TurnedAway extends Unreachable {
  constructor(
    readonly why: TurnedAwayFor,
    message: string,
    advice: string,
  ) {
    super(message, advice);
  }
}

/** Lines of sshd before its version (sshd.c, drop_connection), and what they mean. */
const SAYINGS: readonly (readonly [RegExp, TurnedAwayFor, string, string])[] = [
  [
    /Not allowed at this time/,
    'penalty',
    'sshd there lets nobody in from our address for a while, because of logins that failed (PerSourcePenalties)',
    'It ends by itself, after 15 seconds to 10 minutes. See in its log which login fails; PerSourcePenaltyExemptList lets our address off.',
  ],
  [
    /Exceeded MaxStartups/,
    'load',
    'sshd there has as many logins going on as it takes (MaxStartups)',
    'Others may be logging in, or trying to. Raise MaxStartups, or close the port to them.',
  ],
];

/**
 * @param at the beginning of the message: who cannot be connected to
 * @param said what came before sshd's version
 */
export function turnedAway(at: string, said: string): TurnedAway {
  for (const [saying, why, what, advice] of SAYINGS) {
    if (saying.test(said)) return new TurnedAway(why, `${at}: ${what}`, advice);
  }
  return new TurnedAway(
    'load',
    `${at}: the other side closed the connection before the login`,
    'sshd may limit connections (MaxStartups, PerSourcePenalties), or the host have no processes or memory left.',
  );
}
