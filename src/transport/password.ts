// The passwords to log in and to become another user, for one run over many hosts. No host is asked twice with a wrong
// one, and a wrong one does not go around the fleet. Where accounts are shared (LDAP), either would lock the operator
// out.

import pLimit, { type LimitFunction } from 'p-limit';
import { BecomeRefused, Unreachable } from '../connection.js';

/** Hosts that may refuse a password before it is believed to be wrong everywhere. */
const HOSTS_THAT_REFUSE = 3;

export type Fared = 'accepted' | 'refused' | 'not needed';

export type Purpose = 'to log in' | 'to become another user';

/** A password for one host, lent for one attempt at a time. */
export interface HostPassword {
  readonly known: boolean;
  /**
   * Where no password is known the attempt is made all the same, without one.
   *
   * @throws Unreachable or BecomeRefused instead of an attempt that is known to fail
   */
  attempt<Result extends { readonly fared: Fared }>(
    attempt: (password: string | undefined) => Promise<Result>,
  ): Promise<Result>;
}

/** Asks a person for the password of a host; undefined when there is no operator to ask. */
export type AskPassword = (host: string) => Promise<string | undefined>;

/** Passwords that were not given: each is asked for when its host first wants it, and kept unless it was refused. */
export function askedPasswords(ask: AskPassword): (host: string) => HostPassword {
  const hosts = new Map<string, HostPassword>();
  return (host) => {
    const asked = hosts.get(host) ?? askedPassword(() => ask(host));
    hosts.set(host, asked);
    return asked;
  };
}

function askedPassword(ask: () => Promise<string | undefined>): HostPassword {
  let answer: Promise<string | undefined> | undefined;
  return {
    known: true,
    attempt: async (attempt) => {
      answer ??= ask();
      const result = await attempt(await answer);
      if (result.fared === 'refused') answer = undefined;
      return result;
    },
  };
}

interface Trial {
  /** Until some host has accepted the password, only so many try it at once as may refuse it. */
  readonly limit: LimitFunction;
  readonly refusedBy: Set<string>;
  accepted: boolean;
}

/** What was learned about the passwords of a run, for one purpose. */
export class Passwords {
  private readonly trials = new Map<string, Trial>();

  private readonly hosts = new Map<string, LimitFunction>();

  constructor(private readonly purpose: Purpose) {}

  /** All connections to the host share what is learned. */
  of(host: string, password: string | undefined): HostPassword {
    if (password === undefined) return { known: false, attempt: (attempt) => attempt(undefined) };
    const [oneByOne, trial] = [this.hostLimit(host), this.trialOf(password)];
    return {
      known: true,
      attempt: (attempt) =>
        oneByOne(() =>
          trial.limit(async () => {
            this.refuseToTry(host, trial);
            const result = await attempt(password);
            note(host, trial, result.fared);
            return result;
          }),
        ),
    };
  }

  private refuseToTry(host: string, { refusedBy, accepted }: Trial): void {
    const Refused = this.purpose === 'to log in' ? Unreachable : BecomeRefused;
    if (refusedBy.has(host)) {
      throw new Refused(
        `${host} refused the password that was given ${this.purpose}`,
        'Give the right one; it was tried once and is not tried again on this host.',
      );
    }
    if (accepted || refusedBy.size < HOSTS_THAT_REFUSE) return;
    const hosts = [...refusedBy].join(', ');
    throw new Refused(
      `${host}: the password ${this.purpose} was refused by ${hosts}, so it is not tried here`,
      'Give the right password; nothing more was tried with this one.',
    );
  }

  private hostLimit(host: string): LimitFunction {
    const limit = this.hosts.get(host) ?? pLimit(1);
    this.hosts.set(host, limit);
    return limit;
  }

  private trialOf(password: string): Trial {
    const trial = this.trials.get(password) ?? {
      limit: pLimit(HOSTS_THAT_REFUSE),
      refusedBy: new Set<string>(),
      accepted: false,
    };
    this.trials.set(password, trial);
    return trial;
  }
}

function note(host: string, trial: Trial, fared: Fared): void {
  if (fared === 'refused') trial.refusedBy.add(host);
  if (fared === 'accepted') trial.accepted = true;
  const mayStillRefuse = Math.max(1, HOSTS_THAT_REFUSE - trial.refusedBy.size);
  trial.limit.concurrency = trial.accepted ? Number.POSITIVE_INFINITY : mayStillRefuse;
}
