// The line to one host: one connection, opened when first needed, restored when it is lost, holding the host's lock.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  BecomeRefused,
  type Connection,
  HostBusy,
  type Identity,
  type Reply,
  type Trip,
  type TripLimits,
  Unreachable,
} from '../connection.js';
import { LOCK_BUSY } from '../shell/lock.js';
import { HostLock } from './host_lock.js';

export interface LineTimes {
  connect: number;
  look: number;
  act: number;
}

/** How long a run bears with a host. All in seconds. */
export interface Patience {
  /** For a connection that was lost to come back. */
  readonly reconnect: number;
  /** For another run to let go of the host. */
  readonly lock: number;
}

export interface LineOptions {
  readonly name: string;
  readonly connect: () => Promise<Connection>;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  /** What others are told about this run while it has the lock; undefined where it changes nothing. */
  readonly holder: string | undefined;
  /** Told once for each wait. */
  readonly warn: (message: string) => void;
}

/** Seconds between attempts; the last one goes on until patience ends. */
const backOff = [0, 1, 2, 4, 8];

/** A host that is lost more often than this in one run is given up: something that we send may be the cause. */
const lossesBorne = 5;

export class Line {
  /** Milliseconds. */
  readonly times: LineTimes = { connect: 0, look: 0, act: 0 };
  readonly lock: HostLock;

  #connection: Promise<Connection> | undefined;
  #current: Connection | undefined;
  #tripsBefore = 0;
  /** Trips that have not come back. */
  readonly #underway = new Set<Promise<Reply>>();
  #losses = 0;
  /** Seconds that a lost connection is borne at least, whatever the operator's patience. */
  #leastPatience = 0;
  /** Until when (performance.now()) the host may be away, and the seconds between attempts; one for each who waits. */
  readonly #absences = new Set<{ readonly until: number; readonly pause: number }>();

  constructor(private readonly options: LineOptions) {
    this.lock = new HostLock(options.name, options.holder);
  }

  /**
   * Opens the connection the first time. That this fails is final for the run, and every later call fails alike, unless
   * somebody waits for the host.
   */
  open(): Promise<Connection> {
    this.#connection ??= this.timed('connect', () => this.#connect(undefined));
    return this.#connection;
  }

  /**
   * While the work goes on the host may be away: that its connection is lost is neither told nor counted, and is borne
   * until then; one that could not be opened is tried again.
   *
   * @param until performance.now()
   * @param pause seconds between attempts
   */
  async away<T>(until: number, pause: number, work: () => Promise<T>): Promise<T> {
    const absence = { until, pause };
    this.#absences.add(absence);
    try {
      await this.#connection?.catch(() => {
        this.#connection = undefined;
      });
      return await work();
    } finally {
      this.#absences.delete(absence);
    }
  }

  /**
   * While the work goes on, a lost connection is borne for so many seconds at least: the host takes back by itself what
   * may have cut it.
   */
  async bear<T>(seconds: number, work: () => Promise<T>): Promise<T> {
    this.#leastPatience = seconds;
    try {
      return await work();
    } finally {
      this.#leastPatience = 0;
    }
  }

  /** Round trips so far, over all connections, as they count them. */
  get roundTrips(): number {
    return this.#tripsBefore + (this.#current?.roundTrips ?? 0);
  }

  /**
   * One trip, once the host is ours. Where somebody else has it no step has run, so the trip is simply made again.
   *
   * @param changes whether the steps are to change something, which needs the lock
   * @throws HostBusy when patience with the other run ends
   * @throws CouldNotLook for steps on a host whose lock cannot be taken; the connection's own errors
   */
  async run(
    identity: Identity,
    trip: Trip,
    limits: TripLimits = {},
    changes = trip.steps.length > 0,
  ): Promise<Reply> {
    const reply = this.#run(identity, trip, limits, changes);
    this.#underway.add(reply);
    try {
      return await reply;
    } finally {
      this.#underway.delete(reply);
    }
  }

  async #run(identity: Identity, trip: Trip, limits: TripLimits, changes: boolean): Promise<Reply> {
    const connection = await this.open();
    if (changes) await this.#secure(identity, connection);
    const since = performance.now();
    let told = false;
    for (;;) {
      const hold = this.lock.holdFor(identity);
      if (!hold.hold) this.lock.refuseSteps(trip);
      const reply = await this.#send(connection, identity, { ...trip, ...hold }, limits);
      if (reply.hold?.code !== LOCK_BUSY) {
        this.lock.heed(reply, identity, connection);
        this.lock.refuseSteps(trip);
        return reply;
      }
      const busy = new HostBusy(this.options.name, reply.hold.stdout.toString().trim());
      // Our own text is left by a connection that was lost: it lets go when the step it was running has ended.
      const own = busy.holder === this.lock.holder;
      if (own && this.lock.isElsewhere()) continue;
      const { patience, signal, warn } = this.options;
      const left = (own ? this.#reconnect : patience.lock) * 1000 - (performance.now() - since);
      if (left <= 0 || signal.aborted) throw busy;
      if (!told && !own) warn(`${busy.message}; waiting for it`);
      told = true;
      await sleep(Math.min(left, 1000));
    }
  }

  async #send(connection: Connection, identity: Identity, trip: Trip, limits: TripLimits): Promise<Reply> {
    try {
      return await connection.run(identity, trip, limits);
    } catch (error) {
      if (trip.hold !== undefined && error instanceof Unreachable) this.lock.lost();
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
    if (this.#absences.size === 0) {
      this.#losses += 1;
      if (this.#losses > lossesBorne) throw loss;
      this.options.warn(`${loss.message}; connecting again`);
    }
    await this.#replace(lost, loss);
  }

  /** A new connection in place of the present one, when nobody is on a trip. @throws Unreachable where there is none */
  async reset(): Promise<void> {
    while (this.#underway.size > 0) await Promise.allSettled(this.#underway);
    if (this.#current) await this.#replace(this.#current, undefined);
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

  /** The lock went with the old connection. It is ours again before anybody acts, also as another user than its keeper. */
  async #retakeLock(restored: Connection): Promise<void> {
    const { keeper, holder } = this.lock;
    if (!keeper || holder === undefined) return;
    try {
      await this.run(keeper, { steps: [], looks: [] });
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      await this.restore(restored, error);
    }
  }

  /** A connection of its own, which is closed again. @throws what opening one throws */
  async knock(): Promise<void> {
    const connection = await this.options.connect();
    try {
      await connection.run({ kind: 'login' }, { steps: [{ script: ':' }], looks: [] });
    } finally {
      await connection.close();
    }
  }

  /** The lock is taken before anybody acts as another user than its keeper, and on a host that is in no play. */
  async #secure(identity: Identity, connection: Connection): Promise<void> {
    const keeper = this.lock.dueBefore(identity, connection);
    if (!keeper) return;
    try {
      await this.run(keeper, { steps: [], looks: [] });
    } catch (error) {
      if (!(error instanceof BecomeRefused) || keeper.kind === 'login') throw error;
      this.lock.keeper = { kind: 'login' };
      await this.#secure(identity, connection);
    }
  }

  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
  }

  /** Tries until patience ends: at once where there was no connection yet and nobody waits for the host. */
  async #connect(loss: Unreachable | undefined): Promise<Connection> {
    const since = performance.now();
    let last = loss;
    for (let attempt = 0; ; attempt += 1) {
      const { end, pause } = this.#patience(since, loss, attempt);
      const left = Math.max(0, end - performance.now());
      if (last && (left === 0 || this.options.signal.aborted)) throw last;
      if (attempt > 0 || loss) await sleep(Math.min(pause * 1000, left));
      try {
        this.#current = await this.options.connect();
        return this.#current;
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        last = loss ? this.#lostForGood(loss, error) : error;
      }
    }
  }

  /** Seconds. */
  get #reconnect(): number {
    return Math.max(this.options.patience.reconnect, this.#leastPatience);
  }

  #lostForGood(loss: Unreachable, last: Unreachable): Unreachable {
    const again = last.message.replace(`${this.options.name}: `, '');
    const advice = [loss.advice, last.advice].filter((one) => one !== undefined).join('\n');
    return new Unreachable(`${loss.message}; connecting again failed: ${again}`, advice || undefined);
  }

  #patience(since: number, loss: Unreachable | undefined, attempt: number) {
    const absences = [...this.#absences];
    const borne = loss ? since + this.#reconnect * 1000 : since;
    const end = absences.length === 0 ? borne : Math.max(...absences.map(({ until }) => until));
    const pause = Math.min(
      backOff[attempt] ?? backOff.at(-1) ?? 1,
      ...absences.map((absence) => absence.pause),
    );
    return { end, pause };
  }

  /** Adds the time of the work to a part of the line's times. */
  async timed<T>(part: keyof LineTimes, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.times[part] += performance.now() - started;
    }
  }
}
