// The contract between the engine, which decides what to send, and the transports, which carry it.

import type { Duplex } from 'node:stream';
import type { Output } from './module.js';

export const becomeMethods = ['sudo', 'su', 'doas'] as const;
export type BecomeMethod = (typeof becomeMethods)[number];

/** Who a script runs as: the user that logged in, or another one, reached through sudo where no method is named. */
export type Identity =
  | { readonly kind: 'login' }
  | { readonly kind: 'become'; readonly user: string; readonly method?: BecomeMethod };

/** `login`, `become root` or `become root by su`; equal exactly where the identities are. */
export function identityName(identity: Identity): string {
  if (identity.kind === 'login') return 'login';
  const { user, method = 'sudo' } = identity;
  return method === 'sudo' ? `become ${user}` : `become ${user} by ${method}`;
}

/** Environment variables of what a task runs, by name. */
export type Environment = Readonly<Record<string, string>>;

/** A piece of sh that runs in a subshell of its own, with `input` (or nothing) as its standard input. */
export interface Snippet {
  readonly script: string;
  readonly input?: Uint8Array;
  /** It fails unless the script succeeds and prints exactly this. Then it prints nothing itself. */
  readonly expects?: string;
}

/**
 * What goes to a host in one round trip. The steps run in order until one fails; the probes run after them in any
 * case, each on its own, so that a failure still tells how the host is now.
 */
export interface Request {
  /**
   * sh that runs in the driver's own shell, once in its life, so that a file it opens stays open until the connection
   * ends: how a lock is held. Where it fails no step runs.
   */
  readonly hold?: string;
  readonly steps: readonly Snippet[];
  /** sh that runs in the driver's own shell between the steps and the probes: what it sets, the probes of this request see. */
  readonly prepare?: string;
  readonly probes: readonly string[];
}

/** One answer for each step that ran (those after a failed step did not), one for each probe. */
export interface Reply {
  /** Absent where the driver has held it since an earlier request. */
  readonly hold?: Output;
  readonly steps: readonly Output[];
  readonly probes: readonly Output[];
}

export interface RequestLimits {
  /** Seconds until the whole request has to be answered. */
  readonly timeout?: number;
  /** Seconds that a step may pass without a word of progress. */
  readonly silence?: number;
  /** Seconds for whatever is no step: the lock, all probes of the request. 60, where no limit is given. */
  readonly probe?: number;
  /** Once it is aborted, what is no step has little time left: a host that hangs holds up the end of no run. */
  readonly hurry?: AbortSignal;
  /** What the probes are for, in the words of an error: `reading the facts`. */
  readonly doing?: string;
  /** What the steps are for, where they are housekeeping and as brief as probes. */
  readonly brief?: string;
  /** So many steps come first that are housekeeping, for a step of a task behind them: what for, and their seconds. */
  readonly before?: { readonly steps: number; readonly doing: string; readonly seconds: number };
  /**
   * So many steps are of one task, and those behind them go along. Their lines are not told, and none that has to compare what the
   * host says begins once `hurry` is aborted.
   */
  readonly lead?: number;
  /** Whole lines that the steps print, as they come; not the probes'. */
  readonly onLine?: (line: string) => void;
}

/** One connection to one host, with one long-lived shell for each identity, opened when first needed. */
export interface Connection {
  /**
   * Round requests so far: requests on one channel count one each; requests that ran side by side on several channels count
   * once each. Opening the connection is not counted.
   */
  readonly roundTrips: number;
  /**
   * @throws Unreachable when the connection is lost
   * @throws TimedOut when a limit of time is passed; the script's channel is closed, the connection stays usable
   * @throws BecomeRefused, SessionRefused when the identity cannot be had
   */
  run(identity: Identity, request: Request, limits?: RequestLimits): Promise<Reply>;
  /**
   * A connection to a port of the host's own 127.0.0.1, as if it were made there. Whoever asks for it ends it. It is no
   * round trip in the sense above.
   *
   * @param address another one that the host reaches
   * @throws NotForwarded; where the transport hears of the refusal only later, the stream is destroyed with it
   * @throws Unreachable when the connection is lost
   */
  forward(port: number, address?: string): Promise<Duplex>;
  close(): Promise<void>;
}

/** The host could not be reached, or was lost. `message` says what happened and to which address; `advice` what to do. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  #advice: string | undefined;

  constructor(message: string, advice?: string) {
    super(message);
    this.#advice = advice;
  }

  get advice(): string | undefined {
    return this.#advice;
  }

  /** One line more to do about it, from somebody who knows more than who threw it. */
  advise(line: string): void {
    this.#advice = this.#advice === undefined ? line : `${this.#advice}\n${line}`;
  }
}

/**
 * What speaks for the host does not keep to what was agreed: it answers what was not asked, or without end. Connecting
 * again would be in vain.
 */
export class OutOfProtocol extends Unreachable {
  constructor(host: string, what: string) {
    super(
      `${host}: ${what}`,
      'Log in and look: a start file of the login shell may print without end, or somebody has changed the shell.',
    );
  }
}

/** The login was right, and its shell ends at once, or runs nothing: rbash, nologin. Connecting again would be in vain. */
export class NoShell extends Unreachable {}

/**
 * Whoever logs in is refused. sshd remembers that of our address for some seconds, and punishes who tries again too soon
 * (PerSourcePenalties).
 */
export class LoginRefused extends Unreachable {
  /** @param host its name in the inventory */
  constructor(
    host: string,
    private readonly what: string,
    private readonly help: string,
  ) {
    super(`${host}: ${what}`, help);
  }

  /** The same under this name of the host, without what others have advised since. */
  at(host: string): LoginRefused {
    return new LoginRefused(host, this.what, this.help);
  }
}

/** Why a port of the host could not be connected to. `untold`: closed or forbidden, the transport cannot tell. */
export type ForwardRefusal = 'closed' | 'forbidden' | 'untold';

/** No connection to that port, as from the host, can be had. The host is not lost. */
export class NotForwarded extends Error {
  override readonly name = 'NotForwarded';

  constructor(
    readonly refusal: ForwardRefusal,
    port: number,
    address = '127.0.0.1',
  ) {
    super(`${forwardRefusals[refusal]} (${address}:${port})`);
  }
}

const forwardRefusals: Readonly<Record<ForwardRefusal, string>> = {
  closed: 'nothing listens there',
  forbidden:
    'sshd lets nobody through to it: AllowTcpForwarding has to be local or yes, and PermitOpen to name it (sshd_config)',
  untold:
    'nothing listens there, or sshd lets nobody through to it (AllowTcpForwarding, PermitOpen in sshd_config)',
};

/** A limit of time was passed; `limit` is its name as the operator writes it. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
  /** What was answered before, where only a probe took too long: all steps, and the probes before that one. */
  answered: Reply | undefined;

  constructor(
    readonly limit: 'connect_timeout' | 'timeout' | 'silence_timeout' | 'look_timeout',
    readonly seconds: number,
    doing: string,
  ) {
    super(`${limit}: ${doing} took longer than ${seconds} s`);
  }
}

/** Another run works on the host. `holder` is what it wrote down about itself. */
export class HostBusy extends Error {
  override readonly name = 'HostBusy';

  constructor(
    host: string,
    readonly holder: string,
  ) {
    super(`${host}: another run works on this host: ${holder || 'it does not say who'}`);
  }
}

/** The host lets no further shell in over the connection, which stands. The task fails; the host is not lost. */
export class SessionRefused extends Error {
  override readonly name = 'SessionRefused';
  readonly advice = 'sshd allows too few sessions on one connection: see MaxSessions in sshd_config(5).';

  constructor(host: string, said: string) {
    super(`${host}: no further shell could be started on the connection (${said})`);
  }
}

/** The login user may not become the wanted one. The task fails; the host is not lost. */
export class BecomeRefused extends Error {
  override readonly name = 'BecomeRefused';
  readonly advice: string | undefined;

  constructor(message: string, advice?: string) {
    super(message);
    this.advice = advice;
  }
}
