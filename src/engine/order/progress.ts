// How far the hosts of a batch have come, for those that have to wait for each other. All others go at their own pace.
//
// A host's positions only ascend, and it only ever waits for hosts that are strictly before it. So the host that is furthest
// behind waits for no other, and there can be no dead-lock (proof: test/engine/task/barrier.test.ts).

import { compare, type Position } from './position.js';
import type { Slot } from './slot.js';

/** A host that may have to wait for others. */
export interface Waiter extends Stoppable {
  readonly host: { readonly name: string };
  readonly slot: Slot;
}

export interface Stoppable {
  readonly run: { readonly signal: AbortSignal };
  /** Whether no further task may begin, because others have failed. What is begun and has to be whole is not asked. */
  readonly isStopped: () => boolean;
}

/** Whether the host begins nothing more. */
export function isOver({ run, isStopped }: Stoppable): boolean {
  return run.signal.aborted || isStopped();
}

/** Those who wait at one position. */
interface Gate {
  readonly position: Position;
  /** Who is not there yet. */
  readonly before: Set<string>;
  readonly waiting: (() => void)[];
}

/** The same as seen by one host. */
export interface Whereabouts {
  now(): Position;
  /** Where the last of the batch is. */
  last(): Position;
}

export class Progress {
  /** Hosts that have not ended. */
  readonly #at: Map<string, Position>;
  readonly #gates = new Set<Gate>();

  /** @param start where all of them begin */
  constructor(
    names: readonly string[],
    private readonly start: Position,
  ) {
    this.#at = new Map(names.map((name) => [name, start]));
  }

  of(name: string): Whereabouts {
    return {
      now: () => this.#at.get(name) ?? this.start,
      last: () => [...this.#at.values()].reduce((a, b) => (compare(a, b) < 0 ? a : b), [Infinity]),
    };
  }

  /** The host begins with what stands there. */
  pass(name: string, position: Position): void {
    this.#at.set(name, position);
    for (const gate of this.#gates) if (compare(position, gate.position) >= 0) this.#strike(gate, name);
  }

  /** The host takes no further part in the batch. */
  leave(name: string): void {
    this.#at.delete(name);
    for (const gate of this.#gates) this.#strike(gate, name);
  }

  /** Whether a host is still before the position. */
  isAwaited(position: Position): boolean {
    return [...this.#at.values()].some((at) => compare(at, position) < 0);
  }

  /**
   * The host goes there, and waits until every other of its batch has come as far or has ended. The wait is over as well
   * when the run is interrupted or stopped; who asks has to see for himself.
   */
  async reach(host: Waiter, position: Position): Promise<void> {
    this.pass(host.host.name, position);
    while (this.isAwaited(position) && !isOver(host)) await host.slot.lend(() => this.#wait(position));
  }

  /** Those who wait see whether the run goes on. */
  wake(): void {
    for (const gate of this.#gates) this.#open(gate);
  }

  #wait(position: Position): Promise<void> {
    const known = [...this.#gates].find((gate) => compare(gate.position, position) === 0);
    const gate = known ?? { position, before: this.#before(position), waiting: [] };
    this.#gates.add(gate);
    return new Promise((resolve) => gate.waiting.push(resolve));
  }

  #before(position: Position): Set<string> {
    return new Set([...this.#at].flatMap(([name, at]) => (compare(at, position) < 0 ? [name] : [])));
  }

  #strike(gate: Gate, name: string): void {
    gate.before.delete(name);
    if (gate.before.size === 0) this.#open(gate);
  }

  #open(gate: Gate): void {
    this.#gates.delete(gate);
    for (const resolve of gate.waiting) resolve();
  }
}
