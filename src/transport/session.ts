// A connection (src/connection.ts) over anything that can open channels: one driver for each identity.

import { constants } from 'node:os';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Connection,
  type Identity,
  identityName,
  OutOfProtocol,
  type Reply,
  type Request,
  type RequestLimits,
  TimedOut,
  Unreachable,
} from '../connection.js';
import { sentText } from '../shell/driver.js';
import { killText, stopText } from '../shell/kill.js';
import { becomeError } from './become_error.js';
import { Budget, HOST_BYTES, KEPT_BYTES } from './budget.js';
import { type Channel, type ChannelEnd, describeEnd, type OpenChannel } from './channel.js';
import { inTime } from './deadline.js';
import { Driver, type RequestEnd, replyTo } from './driver.js';
import { forkFailure, isForkFailure } from './fork_failure.js';
import type { HostPassword } from './password.js';
import { ShellLogin } from './shell_login.js';

/** Milliseconds that an error waits for what caused it to be ended. */
const KILL_TIME = 5000;

/** What a transport hands over when it has reached a host. */
export interface Reached {
  /** The host's name in the inventory. */
  readonly host: string;
  /** The user that channels run as. To become this user is to stay: no sudo is asked. */
  readonly login: string;
  /** Seconds until a driver has to be ready. */
  readonly startTimeout: number;
  readonly open: OpenChannel;
  /** @see Connection.forward */
  readonly forward: Connection['forward'];
  /** To become another user with. */
  readonly password: HostPassword;
  /** Called when the drivers' inputs are closed. */
  close(): Promise<void>;
}

/** Who acts, and the name of that identity. */
interface User {
  readonly identity: Identity;
  readonly name: string;
}

/** @see Connection */
export class Session implements Connection {
  roundTrips = 0;
  private readonly drivers = new Map<string, Promise<Driver>>();
  private readonly turns = new Map<string, Promise<unknown>>();
  /** Of each identity, where in the longest chain its last request stood. */
  private readonly chained = new Map<string, number>();
  private readonly shellLogin: ShellLogin;
  private readonly budgets = { host: new Budget(HOST_BYTES), kept: new Budget(KEPT_BYTES.all) };
  /** Why nothing is said to the host any more. */
  private broken: OutOfProtocol | undefined;
  private closed = false;

  constructor(private readonly reached: Reached) {
    this.shellLogin = new ShellLogin({ ...reached, open: (...asked) => this.open(...asked) });
  }

  /** Trips of one identity run one after the other, in the order of the calls. */
  run(wanted: Identity, request: Request, limits: RequestLimits = {}): Promise<Reply> {
    const identity: Identity =
      wanted.kind === 'become' && wanted.user === this.reached.login ? { kind: 'login' } : wanted;
    const name = identityName(identity);
    const asked = this.roundTrips;
    const turn = (this.turns.get(name) ?? Promise.resolve()).then(() =>
      this.runRequest({ identity, name }, request, limits, asked),
    );
    this.turns.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  }

  async forward(port: number, address?: string): Promise<Duplex> {
    this.refuseWhenOver();
    const { startTimeout } = this.reached;
    const late = (stream: Duplex) => void stream.destroy();
    return inTime(this.reached.forward(port, address), startTimeout, 'reaching a port of the host', late);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    for (const driver of this.drivers.values()) {
      driver.then((started) => started.end()).catch(() => undefined);
    }
    await this.reached.close();
  }

  /** @param asked round trips that had been answered when it was asked for */
  private async runRequest(
    user: User,
    request: Request,
    limits: RequestLimits,
    asked = this.roundTrips,
  ): Promise<Reply> {
    if (request.steps.length + request.probes.length === 0 && request.hold === undefined)
      return { steps: [], probes: [] };
    const { identity } = user;
    const driver = await this.driver(user);
    const end = await this.counted(user, asked, () => this.send(identity, driver, request, limits));
    if (end.kind === 'answered') return replyTo(request, end);
    const { host, login } = this.reached;
    this.refuseWhenOver();
    if (end.kind === 'out of protocol') throw this.breakWith(end);
    if (end.kind === 'not started') {
      if (this.shellLogin.asksFrom(identity, end.noise)) return this.runRequest(user, request, limits);
      throw becomeError(host, login, identity, end.end, end.noise);
    }
    if (end.end.kind === 'lost') throw new Unreachable(`${host}: the connection was lost (${end.end.cause})`);
    if (isForkFailure(end.unfinished.stderr.toString())) throw forkFailure(host);
    return this.resume(user, request, limits, end);
  }

  /**
   * A snippet ended the shell that ran it. It has failed, and what was to run after it goes to a new shell, except
   * for the steps after a failed one.
   */
  private async resume(
    user: User,
    request: Request,
    limits: RequestLimits,
    { end, hold, outputs, unfinished: { index, stdout, stderr } }: RequestEnd & { kind: 'broken' },
  ): Promise<Reply> {
    const note = Buffer.from(`\n[hostwright: this ended the shell that ran it (${describeEnd(end)})]\n`);
    outputs.set(index, { code: exitCode(end), stdout, stderr: Buffer.concat([stderr, note]) });
    const done = replyTo(request, { hold, outputs });
    const probes = request.probes.slice(done.probes.length);
    const rest = await this.runRequest(user, { steps: [], probes }, limits);
    return { ...done, probes: [...done.probes, ...rest.probes] };
  }

  /** The driver of an identity; a new one where there is none, or where the last one has ended. */
  private async driver({ identity, name }: User): Promise<Driver> {
    this.refuseWhenOver();
    const last = await this.drivers.get(name)?.catch(() => undefined);
    if (last?.alive) return last;
    const { startTimeout } = this.reached;
    const open = this.shellLogin.open.bind(this.shellLogin, identity);
    const next = Driver.start(open, { startTimeout, user: identity.kind, ...this.budgets });
    this.drivers.set(name, next);
    return next;
  }

  /** A channel, if the host opens one in time; one that comes later is closed. @throws TimedOut */
  private open(...asked: Parameters<OpenChannel>): Promise<Channel> {
    const { open, startTimeout } = this.reached;
    return inTime(open(...asked), startTimeout, 'starting a shell on the host', (late) => late.close());
  }

  private refuseWhenOver(): void {
    if (this.broken) throw this.broken;
    if (this.closed) throw new Unreachable(`${this.reached.host}: the connection was closed`);
  }

  /** A shell that cannot start its commands skips them, and is no liar. */
  private breakWith({ what, said }: RequestEnd & { kind: 'out of protocol' }): Unreachable {
    const { host } = this.reached;
    if (isForkFailure(said)) return forkFailure(host);
    this.broken = new OutOfProtocol(host, what);
    return this.broken;
  }

  /**
   * Counts round trips as the longest chain of requests. In a chain each was asked for after the one before it was
   * answered, or had to wait for it. Requests that are asked for together are one, however long a shell takes to start
   * for one of them.
   */
  private async counted<T>({ name }: User, asked: number, send: () => Promise<T>): Promise<T> {
    const requests = Math.max(asked, this.chained.get(name) ?? 0) + 1;
    this.chained.set(name, requests);
    try {
      return await send();
    } finally {
      this.roundTrips = Math.max(this.roundTrips, requests);
    }
  }

  private async send(
    identity: Identity,
    driver: Driver,
    request: Request,
    limits: RequestLimits,
  ): Promise<RequestEnd> {
    const stop = () => this.stop(identity, driver);
    if (limits.lead !== undefined) limits.hurry?.addEventListener('abort', stop);
    try {
      return await driver.run(request, limits);
    } catch (error) {
      if (error instanceof TimedOut) await this.kill(identity, driver);
      throw error;
    } finally {
      limits.hurry?.removeEventListener('abort', stop);
    }
  }

  /** What goes along with a step is not begun any more. */
  private stop(identity: Identity, { shell }: Driver): void {
    if (shell !== undefined) void this.aside(identity, stopText(shell));
  }

  /**
   * Ends what a driver left running when its time was over. A host that does not answer cannot be asked; it keeps the
   * time of a request itself (src/shell/kill.ts).
   */
  private async kill(identity: Identity, { group, mark }: Driver): Promise<void> {
    if (group !== undefined) await this.aside(identity, killText(mark, group));
  }

  /** Runs a text in a shell beside the driver. @returns when it has ended, or took too long */
  private async aside(identity: Identity, script: string): Promise<void> {
    const text = Buffer.from(sentText(script));
    let close: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      const listener = { stdout: () => undefined, stderr: () => undefined, closed: () => resolve() };
      this.shellLogin.open(identity, listener).then((channel) => {
        close = () => channel.close();
        channel.write(text);
      }, resolve);
    });
    // Longer than a request waits for it: a slow host may still be at it, one that never stops talking is cut off.
    void Promise.race([ended, sleep(12 * KILL_TIME, undefined, { ref: false })]).then(() => close());
    await Promise.race([ended, sleep(KILL_TIME, undefined, { ref: false })]);
  }
}

/** What sh would have said: 128 and the signal's number. Never 0, whatever the shell's own exit code was. */
function exitCode(end: ChannelEnd): number {
  if (end.kind === 'exit') return end.code || 1;
  if (end.kind === 'lost' || end.kind === 'refused') return 255;
  const name = end.signal.startsWith('SIG') ? end.signal : `SIG${end.signal}`;
  return 128 + (constants.signals[name as NodeJS.Signals] ?? 0);
}
