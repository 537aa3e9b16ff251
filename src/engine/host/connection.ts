// The connection to one host: opened when first needed, restored when it is lost, holding the host's lock.

import {
  BecomeRefused,
  type Connection,
  type Identity,
  type Reply,
  type Request,
  type RequestLimits,
  TimedOut,
  Unreachable,
} from '../../connection.js';
import { HostLock } from './lock.js';
import { type ConnectionOptions, Reconnect } from './reconnect.js';

export interface ConnectionTimes {
  connect: number;
  look: number;
  act: number;
}

export class HostConnection {
  /** Milliseconds. */
  readonly times: ConnectionTimes = { connect: 0, look: 0, act: 0 };
  readonly lock: HostLock;

  #connection: Promise<Connection> | undefined;
  #current: Connection | undefined;
  #tripsBefore = 0;
  /** Trips that have not come back. */
  readonly #underway = new Set<Promise<Reply>>();
  readonly #reconnect: Reconnect;

  constructor(private readonly options: ConnectionOptions) {
    this.lock = new HostLock(options.name, options.holder);
    this.#reconnect = new Reconnect(options);
  }

  /**
   * Opens the connection the first time. That this fails is final for the run, and every later call fails alike, unless a
   * task waits for the host.
   */
  open(): Promise<Connection> {
    this.#connection ??= this.timed('connect', () => this.#connect(undefined));
    return this.#connection;
  }

  /**
   * While the work goes on the host may be away: that its connection is lost is neither told nor counted, and is
   * tolerated until then. A connection that could not be opened is tried again.
   *
   * @param until performance.now()
   * @param pause seconds between attempts
   */
  away<T>(until: number, pause: number, work: () => Promise<T>): Promise<T> {
    return this.#reconnect.away(until, pause, async () => {
      await this.#connection?.catch(() => {
        this.#connection = undefined;
      });
      return work();
    });
  }

  /**
   * While the work goes on, a lost connection is tolerated for so many seconds at least. The host takes back by itself
   * what may have cut it.
   */
  tolerateLoss<T>(seconds: number, work: () => Promise<T>): Promise<T> {
    return this.#reconnect.tolerateLoss(seconds, work);
  }

  /** Seconds for a probe, and for what the run does for itself. */
  get lookTimeout(): number {
    return this.options.lookTimeout;
  }

  /** Round requests so far, over all connections, as they count them. */
  get roundTrips(): number {
    return this.#tripsBefore + (this.#current?.roundTrips ?? 0);
  }

  /**
   * One request, once the host is ours.
   *
   * @param changes whether the steps are to change something, which needs the lock
   * @throws what `HostLock.send` throws
   */
  async run(
    identity: Identity,
    request: Request,
    limits: RequestLimits = {},
    changes = request.steps.length > 0,
  ): Promise<Reply> {
    const reply = this.#run(identity, request, limits, changes);
    this.#underway.add(reply);
    try {
      return await reply;
    } finally {
      this.#underway.delete(reply);
    }
  }

  async #run(identity: Identity, request: Request, limits: RequestLimits, changes: boolean): Promise<Reply> {
    const { options, lock } = this;
    const connection = await this.open();
    if (changes) await this.#secure(identity, connection);
    const probe = this.lookTimeout;
    const send = (whole: Request) =>
      connection.run(identity, whole, { probe, hurry: options.signal, ...limits });
    try {
      const losesFor = () => this.#reconnect.seconds;
      return await lock.send(request, { ...options, identity, connection, losesFor, send });
    } catch (error) {
      // The shell that holds the lock is ended with what took too long.
      if (error instanceof TimedOut) lock.dropped(identity);
      throw error;
    }
  }

  /**
   * A new connection in place of the lost one, with growing pauses between attempts. Walkers that lost the same
   * connection share the new one.
   *
   * @throws Unreachable when patience ends: the loss, and why the last attempt failed
   */
  async restore(lost: Connection, loss: Unreachable): Promise<void> {
    if (this.#current !== lost) return void (await this.open());
    this.#reconnect.count(loss);
    await this.#replace(lost, loss);
  }

  /**
   * A new connection in place of the present one, when no request is under way. @throws Unreachable where there is none
   */
  async reset(): Promise<void> {
    while (this.#underway.size > 0) await Promise.allSettled(this.#underway);
    if (this.#current) await this.#replace(this.#current, undefined);
  }

  /** A host that could not be reached, or was lost, is connected to again when it is needed. */
  async anew(): Promise<void> {
    await this.close();
    this.#tripsBefore = this.roundTrips;
    this.#current = undefined;
    this.#connection = undefined;
    this.#reconnect.anew();
  }

  /** The host is done in this run: its lock goes, and a task that needs it all the same connects again. */
  async leave(): Promise<void> {
    while (this.#underway.size > 0) await Promise.allSettled(this.#underway);
    await this.anew();
  }

  async #replace(old: Connection, loss: Unreachable | undefined): Promise<void> {
    this.#tripsBefore += old.roundTrips;
    this.#current = undefined;
    this.#connection = this.timed('connect', async () => {
      await old.close();
      return this.#connect(loss);
    });
    await this.#retakeLock(await this.#connection);
  }

  async #connect(loss: Unreachable | undefined): Promise<Connection> {
    this.#current = await this.#reconnect.connect(loss);
    return this.#current;
  }

  /** The lock went with the old connection. It is taken again before a step runs, also where the step runs as another user than its owner. */
  async #retakeLock(restored: Connection): Promise<void> {
    const { owner, holder } = this.lock;
    if (!owner || holder === undefined) return;
    try {
      await this.run(owner, { steps: [], probes: [] });
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      await this.restore(restored, error);
    }
  }

  /** Whether the host cannot be reached any more in this run. */
  isLost(): Promise<boolean> {
    return this.open().then(
      () => false,
      () => true,
    );
  }

  /** A connection of its own, which is closed again. @throws what opening one throws */
  async checkLogin(): Promise<void> {
    const connection = await this.options.connect();
    try {
      await connection.run({ kind: 'login' }, { steps: [], probes: [':'] }, { probe: this.lookTimeout });
    } finally {
      await connection.close();
    }
  }

  /** The lock is taken before a step runs as another user than its owner, and on a host that is in no play. */
  async #secure(identity: Identity, connection: Connection): Promise<void> {
    const lockOwner = this.lock.dueBefore(identity, connection);
    if (!lockOwner) return;
    try {
      await this.run(lockOwner, { steps: [], probes: [] });
    } catch (error) {
      if (!(error instanceof BecomeRefused) || lockOwner.kind === 'login') throw error;
      this.lock.owner = { kind: 'login' };
      await this.#secure(identity, connection);
    }
  }

  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
  }

  /** Adds the time of the work to a part of the line's times. */
  async timed<T>(part: keyof ConnectionTimes, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.times[part] += performance.now() - started;
    }
  }
}
