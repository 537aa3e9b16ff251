// A host as something that is looked at and acted upon, shared by every walker that reaches it.
//
// The law of the prefetch lives here: a look is valid until the next thing that may have changed the host. The epoch
// counts beginnings and ends of acts, so a look that was on its way while somebody acted is never used.

import {
  BecomeRefused,
  type Connection,
  type Identity,
  identityName,
  type Reply,
  type Snippet,
  type TripLimits,
} from '../connection.js';
import type { Output } from '../module.js';

/** One read-only question to the host. Equal questions have equal keys. */
export interface Look {
  readonly identity: Identity;
  readonly script: string;
}

export interface TargetTimes {
  connect: number;
  look: number;
  act: number;
}

export class Target {
  /** Title of the first change that plan mode left undone here; what follows is decided as seen today. */
  pending: string | undefined;
  /** Milliseconds. */
  readonly times: TargetTimes = { connect: 0, look: 0, act: 0 };

  readonly #connect: () => Promise<Connection>;
  #connection: Promise<Connection> | undefined;
  #opened: Connection | undefined;
  #epoch = 0;
  readonly #seen = new Map<string, { readonly epoch: number; readonly output: Output }>();

  constructor(
    readonly name: string,
    connect: () => Promise<Connection>,
  ) {
    this.#connect = connect;
  }

  /** Opens the connection the first time. A failure is final for the run: every later call fails alike. */
  connection(): Promise<Connection> {
    this.#connection ??= timed(this.times, 'connect', async () => {
      this.#opened = await this.#connect();
      return this.#opened;
    });
    return this.#connection;
  }

  /** Round trips so far, as the connection counts them. */
  get roundTrips(): number {
    return this.#opened?.roundTrips ?? 0;
  }

  /** The answer to a look, if it was taken since the last act. */
  seen(look: Look): Output | undefined {
    const entry = this.#seen.get(keyOf(look));
    return entry?.epoch === this.#epoch ? entry.output : undefined;
  }

  /** The answer to a look: from an earlier flight, or from one that takes the looks ahead along. */
  async answer(look: Look, ahead: () => readonly Look[] = () => []): Promise<Output> {
    let output = this.seen(look);
    // A second time only where another walker acted here while the flight was on its way.
    while (!output) {
      await this.#fly(look, ahead());
      output = this.seen(look);
    }
    return output;
  }

  /** Takes all looks in one flight: one request for each identity, equal looks once. */
  async #fly(needed: Look, ahead: readonly Look[]): Promise<void> {
    const connection = await this.connection();
    const epoch = this.#epoch;
    const flights = groupByIdentity([needed, ...ahead]).map(async ({ identity, scripts }, index) => {
      try {
        const reply = await connection.run(identity, { steps: [], looks: scripts });
        this.#remember(identity, scripts, reply.looks, epoch);
      } catch (error) {
        // An identity that cannot be had fails the task that needs it, when its turn comes.
        if (index === 0 || !(error instanceof BecomeRefused)) throw error;
      }
    });
    await timed(this.times, 'look', () => Promise.all(flights));
  }

  /**
   * Runs the steps, then takes the looks in the same trip. Only looks of the same identity can come along.
   *
   * @returns the outputs of the steps that ran
   */
  async act(
    identity: Identity,
    steps: readonly Snippet[],
    looks: readonly Look[],
    limits: TripLimits,
  ): Promise<Reply['steps']> {
    const connection = await this.connection();
    const scripts = [...new Set(looks.map((look) => look.script))];
    const began = this.#bump();
    let answered: Reply | undefined;
    try {
      answered = await timed(this.times, 'act', () =>
        connection.run(identity, { steps, looks: scripts }, limits),
      );
      return answered.steps;
    } finally {
      const alone = this.#epoch === began;
      const ended = this.#bump();
      // Where another walker began or ended an act meanwhile, these looks may be older than its change.
      if (answered && alone) this.#remember(identity, scripts, answered.looks, ended);
    }
  }

  /** Runs steps that are declared to change nothing: every look stays valid. */
  async ask(identity: Identity, steps: readonly Snippet[], limits: TripLimits): Promise<Reply['steps']> {
    const connection = await this.connection();
    const reply = await timed(this.times, 'act', () =>
      connection.run(identity, { steps, looks: [] }, limits),
    );
    return reply.steps;
  }

  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
  }

  #bump(): number {
    this.#epoch += 1;
    return this.#epoch;
  }

  #remember(identity: Identity, scripts: readonly string[], outputs: readonly Output[], epoch: number): void {
    scripts.forEach((script, index) => {
      const output = outputs[index];
      if (output) this.#seen.set(keyOf({ identity, script }), { epoch, output });
    });
  }
}

function keyOf({ identity, script }: Look): string {
  return `${identityName(identity)}\n${script}`;
}

function groupByIdentity(looks: readonly Look[]): { identity: Identity; scripts: string[] }[] {
  const groups = new Map<string, { identity: Identity; scripts: Set<string> }>();
  for (const { identity, script } of looks) {
    const name = identityName(identity);
    const group = groups.get(name) ?? { identity, scripts: new Set() };
    groups.set(name, group);
    group.scripts.add(script);
  }
  return [...groups.values()].map(({ identity, scripts }) => ({ identity, scripts: [...scripts] }));
}

async function timed<T>(times: TargetTimes, part: keyof TargetTimes, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    times[part] += performance.now() - started;
  }
}
