// A host as something that is probed and acted upon, the same for every task that reaches it. How long the answer to a
// probe is valid: seen_answers.ts.

import type { Duplex } from 'node:stream';
import {
  BecomeRefused,
  type Identity,
  identityName,
  type Reply,
  type Request,
  type RequestLimits,
  SessionRefused,
  type Snippet,
  TimedOut,
  Unreachable,
} from '../../connection.js';
import type { Output } from '../../module.js';
import type { HostConnection } from './connection.js';
import { asOneRequest, groupByIdentity, type Probe } from './probes.js';
import { SeenAnswers } from './seen_answers.js';

/**
 * How many times the time of a probe that may take: some is as brief as one, some copies files or runs commands that undo.
 * What goes on by itself, such as apt, is waited for longest.
 */
const probeTimes = { brief: 1, copying: 10, waiting: 60 } as const;

export class Target {
  /** Title of the first change that plan mode left undone here; what follows is decided as seen today. */
  pending: string | undefined;
  /** Units of systemd that such changes start or stop, each with the title of the last. */
  readonly pendingUnits = new Map<string, string>();

  readonly #seen = new SeenAnswers();

  constructor(
    readonly name: string,
    readonly connection: HostConnection,
  ) {}

  /**
   * The time for what a run does here for its own ends: no task's limits are over it.
   *
   * @param doing in the words of an error: `putting back "web"`
   */
  housekeeping(kind: keyof typeof probeTimes, doing: string): RequestLimits {
    return { brief: doing, probe: this.connection.lookTimeout * probeTimes[kind] };
  }

  /** Something else than this run may have changed the host: nothing that was seen is valid any more. */
  forget(): void {
    this.#seen.end();
  }

  /** A new connection in place of the present one; what was seen through that may look otherwise to a new login. */
  async reset(): Promise<void> {
    await this.connection.reset();
    this.#seen.end();
  }

  /** The answer to a probe, if it was taken since the last act. */
  seen(probe: Probe): Output | undefined {
    return this.#seen.get(identityName(probe.identity), probe.script);
  }

  /** The answer to a probe: from an earlier request, or from one that takes the probes ahead along. */
  async answer(probe: Probe, ahead: () => readonly Probe[] = () => []): Promise<Output> {
    let output = this.seen(probe);
    // Again only where another task acted here while the request was on its way, or where the connection was lost.
    while (!output) {
      await this.#orRestored(() => this.connection.timed('look', () => this.#request(probe, ahead())));
      output = this.seen(probe);
    }
    return output;
  }

  /**
   * Runs the steps, then takes the probes in the same request: those of the same identity, which alone can come along.
   *
   * @returns the outputs of the steps that ran. undefined: the connection was lost and is restored, so it is not known
   * how far they got
   */
  async act(
    identity: Identity,
    steps: readonly Snippet[],
    probes: readonly Probe[],
    limits: RequestLimits,
  ): Promise<readonly Output[] | undefined> {
    const who = identityName(identity);
    const { scripts, prepare } = asOneRequest(probes.filter((probe) => identityName(probe.identity) === who));
    const began = this.#seen.end();
    let fresh: readonly Output[] = [];
    try {
      return await this.#orRestored(async () => {
        const request = { steps, ...prepare, probes: scripts };
        const reply = await this.connection.timed('act', () => this.#send(identity, request, limits));
        fresh = reply.probes;
        return reply.steps;
      });
    } finally {
      const alone = this.#seen.epoch === began;
      const ended = this.#seen.end();
      // Where another task began or ended an act meanwhile, these probes may be older than its change.
      if (alone) this.#seen.keep(who, scripts, fresh, ended);
    }
  }

  /** Runs steps that are declared to change nothing: every probe stays valid. Returns as `act` does. */
  async ask(
    identity: Identity,
    steps: readonly Snippet[],
    limits: RequestLimits,
    probes: readonly Probe[] = [],
  ): Promise<readonly Output[] | undefined> {
    const who = identityName(identity);
    const unseen = probes.filter((probe) => identityName(probe.identity) === who && !this.seen(probe));
    const { scripts, prepare } = asOneRequest(unseen);
    const { epoch } = this.#seen;
    return this.#orRestored(async () => {
      const request = { steps, ...prepare, probes: scripts };
      const reply = await this.connection.timed('act', () => this.#send(identity, request, limits, false));
      this.#seen.keep(who, scripts, reply.probes, epoch);
      return reply.steps;
    });
  }

  /** A connection to a port of the host's own 127.0.0.1, over whatever connection there is. @throws NotForwarded */
  async forward(port: number, address?: string): Promise<Duplex> {
    let stream: Duplex | undefined;
    while (!stream)
      stream = await this.#orRestored(async () => (await this.connection.open()).forward(port, address));
    return stream;
  }

  /** Takes all probes at once: one request for each identity, equal probes once. */
  async #request(needed: Probe, ahead: readonly Probe[]): Promise<void> {
    await this.connection.open();
    const epoch = this.#seen.epoch;
    const requests = groupByIdentity([needed, ...ahead]).map(async ({ who, identity, probes }, index) => {
      const { scripts, prepare } = asOneRequest(probes);
      try {
        const { doing } = needed;
        const request = { steps: [], ...prepare, probes: scripts };
        const reply = await this.#send(identity, request, { ...(doing !== undefined && { doing }) });
        this.#seen.keep(who, scripts, reply.probes, epoch);
      } catch (error) {
        // What cannot be had, or hangs, fails the task that needs it, when its turn comes.
        if (index === 0 || !isOfOthers(error)) throw error;
      }
    });
    await Promise.all(requests);
  }

  /**
   * One request. Where a probe takes too long, those before it have their answers, and it is asked again when its turn
   * comes. So one path that hangs fails only the task that is about it.
   */
  async #send(
    identity: Identity,
    request: Request,
    limits: RequestLimits,
    changes?: boolean,
  ): Promise<Reply> {
    try {
      return await this.connection.run(identity, request, limits, changes);
    } catch (error) {
      const answered = error instanceof TimedOut ? error.answered : undefined;
      if (answered && answered.steps.length + answered.probes.length > 0) return answered;
      throw error;
    }
  }

  /** undefined: the connection was lost, and there is a new one. Nothing that was seen before is valid any more. */
  async #orRestored<T>(work: () => Promise<T>): Promise<T | undefined> {
    const connection = await this.connection.open();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      await this.connection.restore(connection, error);
      this.#seen.end();
      return undefined;
    }
  }
}

/** Errors that hang on who asks: they say nothing about other probes. */
function isOfOthers(error: unknown): boolean {
  return error instanceof BecomeRefused || error instanceof SessionRefused || error instanceof TimedOut;
}
