// The lock of one host as one run sees it: who owns it, over which connection it is held, why it cannot be had. Where
// another run has it, this run waits.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Connection,
  HostBusy,
  type Identity,
  identityName,
  type Reply,
  type Request,
  Unreachable,
} from '../../connection.js';
import { ProbeError } from '../../module.js';
import { LOCK_BUSY, lockScript } from '../../shell/lock.js';
import type { ConnectionOptions } from './reconnect.js';

/** How a request is sent. */
interface Sent extends Pick<ConnectionOptions, 'patience' | 'signal' | 'warn'> {
  readonly identity: Identity;
  readonly connection: Connection;
  /** Seconds for which a lost connection is tolerated. For so long the host may hold what it was running. */
  readonly losesFor: () => number;
  readonly send: (request: Request) => Promise<Reply>;
}

/** An identity, with its name. */
interface Owner {
  readonly identity: Identity;
  readonly name: string;
}

export class HostLock {
  #owner: Owner | undefined;
  /** The owner is the user who changed the host first, or root as soon as root does. */
  #isAdopted = false;
  #held: { readonly connection: Connection; readonly by: string } | undefined;
  /** Another line of this run has it. */
  #isHeldElsewhere = false;
  /** A request that was to take it was lost, and what it began may hold it still. */
  #mayBeHeld = false;
  /** Why it could not be taken, where no other run has it: a full or read-only disk. */
  #lockless: string | undefined;

  constructor(
    private readonly host: string,
    /** What others are told about this run while it has the lock; undefined where it changes nothing and takes none. */
    readonly holder: string | undefined,
  ) {}

  /** A host that is in no play has no owner until it is changed by delegation. */
  get owner(): Identity | undefined {
    return this.#owner?.identity;
  }

  set owner(identity: Identity) {
    this.#owner = { identity, name: identityName(identity) };
  }

  /** Who has to take the lock before that identity changes the host; undefined: the change takes it along, or no lock is needed. */
  dueBefore(identity: Identity, connection: Connection): Identity | undefined {
    if (this.holder === undefined || this.#isHeldElsewhere) return undefined;
    const owner = this.#ownerFor(identity);
    const isHeld = this.#held?.connection === connection && this.#held.by === owner.name;
    return isHeld || owner.name === identityName(identity) ? undefined : owner.identity;
  }

  #ownerFor(identity: Identity): Owner {
    if (this.#owner && !(this.#isAdopted && isRoot(identity))) return this.#owner;
    this.#isAdopted = true;
    const adopted = isRoot(identity) ? identity : ({ kind: 'login' } as const);
    this.#owner = { identity: adopted, name: identityName(adopted) };
    return this.#owner;
  }

  /** The shell of that identity, which may hold it, was ended. */
  dropped(identity: Identity): void {
    if (this.#held?.by === identityName(identity)) this.#held = undefined;
    this.#mayBeHeld = true;
  }

  /**
   * Sends a request that takes the lock along. Where another run has the host no step has run, so the request is simply
   * made again until the host is ours, or patience ends.
   *
   * @throws HostBusy when patience with the other run ends
   * @throws ProbeError for steps on a host whose lock cannot be taken; the connection's own errors
   */
  async send(request: Request, sent: Sent): Promise<Reply> {
    const { patience, signal, warn, losesFor } = sent;
    const since = performance.now();
    let told = false;
    for (;;) {
      const reply = await this.#sendOnce(request, sent);
      if (reply.hold?.code !== LOCK_BUSY) return reply;
      const busy = new HostBusy(this.host, reply.hold.stdout.toString().trim());
      // Our own text is left by a connection that was lost: it lets go when the step it was running has ended.
      const own = busy.holder === this.holder;
      if (own && this.#isElsewhere()) {
        if (this.#isOfPlay()) warn(secondName(this.host));
        continue;
      }
      const left = (own ? losesFor() : patience.lock) * 1000 - (performance.now() - since);
      if (left <= 0 || signal.aborted) throw busy;
      if (!told && !own) warn(`${busy.message}; waiting for it`);
      told = true;
      await sleep(Math.min(left, 1000));
    }
  }

  /** Remembers what came of the lock, unless another run has it. */
  async #sendOnce(request: Request, { identity, connection, send }: Sent): Promise<Reply> {
    const by = identityName(identity);
    const hold = this.#holdFor(by);
    if (hold === undefined) this.#refuseSteps(request);
    try {
      const reply = await send(hold === undefined ? request : { ...request, hold });
      if (reply.hold?.code === LOCK_BUSY) return reply;
      if (reply.hold) {
        this.#lockless =
          reply.hold.code === 0 ? undefined : withoutShell(reply.hold.stderr.toString().trim());
        this.#held = { connection, by };
      }
      this.#refuseSteps(request);
      return reply;
    } catch (error) {
      if (hold !== undefined && error instanceof Unreachable) this.#mayBeHeld = true;
      throw error;
    }
  }

  /** What a request of that identity takes along. */
  #holdFor(by: string): string | undefined {
    if (this.holder === undefined || this.#isHeldElsewhere) return undefined;
    return by === this.#owner?.name ? lockScript(this.holder) : undefined;
  }

  /** The host says that this run has the lock. Where this line never had it, another one has: the host has two names. */
  #isElsewhere(): boolean {
    this.#isHeldElsewhere ||= this.#held === undefined && !this.#mayBeHeld;
    return this.#isHeldElsewhere;
  }

  /** It is no host that is merely changed for others, by delegation. */
  #isOfPlay(): boolean {
    return this.#owner !== undefined && !this.#isAdopted;
  }

  /**
   * Probes go on without the lock, so that a host where nothing is to be done needs none.
   *
   * @throws ProbeError for steps
   */
  #refuseSteps({ steps }: Request): void {
    if (this.#lockless === undefined || steps.length === 0) return;
    const why = this.#lockless === '' ? '' : `: ${this.#lockless}`;
    throw new ProbeError(`the lock on ${this.host} could not be taken, so nothing was changed${why}`);
  }
}

function secondName(host: string): string {
  return `${host} is a machine that this run knows by another name, too: what is done for the one is done over by the other`;
}

/** What a shell says of itself before it says what is wrong: `sh: 4: eval: `. */
function withoutShell(text: string): string {
  return text.replaceAll(/^\S*sh: (line )?\d+: (eval: )?/gm, '');
}

function isRoot(identity: Identity): boolean {
  return identity.kind === 'become' && identity.user === 'root';
}
