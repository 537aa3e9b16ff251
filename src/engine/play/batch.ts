// Hosts of a play that have their turn together, and how many of them may fail before the run is stopped.

import type { BatchLimits } from '../../playbook/batch_limits.js';
import type { Task } from '../../playbook/play.js';
import { compare, type Position } from '../order/position.js';
import { Progress } from '../order/progress.js';
import { Meeting } from '../task/task_host.js';

export class Batch {
  /** No further batch of the play begins. */
  isLast = false;
  readonly progress: Progress;
  /** Where hosts were when they failed or were lost. */
  readonly #failed = new Map<string, Position>();
  /** Whatever failed before is as if it had not. */
  #cleared: Position = [];
  /** The first task of the page that may fail on none of the hosts, and did. */
  #fatal: { readonly task: Task; readonly at: Position } | undefined;
  readonly #meetings = new Map<string, Meeting>();

  /** @param limits of its play. @param names of its hosts. @param all of the play, in its order. @param start where its hosts begin */
  constructor(
    private readonly limits: BatchLimits,
    readonly names: readonly string[],
    readonly all: readonly string[],
    readonly start: Position = [],
  ) {
    this.progress = new Progress(names, start);
  }

  /** A host failed, or was lost. */
  fail(name: string, at: Position): void {
    this.#failed.set(name, at);
    if (this.stop !== undefined) this.progress.wake();
  }

  /** `any_errors_fatal` of a task: a host that is not past it does it, as in Ansible, and nothing behind it. */
  failAt(task: Task, at: Position): void {
    if (!this.#fatal || compare(at, this.#fatal.at) < 0) this.#fatal = { task, at };
    this.progress.wake();
  }

  /** Whether a host that is there begins nothing more. */
  isStoppedAt(position: Position): boolean {
    return this.#limit !== undefined || (this.#fatal !== undefined && compare(position, this.#fatal.at) > 0);
  }

  /** `clear_host_errors`: hosts are not equally far, so what counts is where they failed. */
  clear(at: Position): void {
    if (compare(at, this.#cleared) > 0) this.#cleared = at;
  }

  /** Whether what happened there, in this batch or before it, counts no longer. */
  isCleared(at: Position): boolean {
    return compare(at, this.#cleared) < 0;
  }

  failedAt(name: string): Position | undefined {
    return this.#failed.get(name);
  }

  /** The meeting of those who come to a task that is done once for all. */
  meetingAt(position: Position): Meeting {
    const key = position.join();
    const meeting = this.#meetings.get(key) ?? new Meeting(this.names);
    this.#meetings.set(key, meeting);
    return meeting;
  }

  /** Why nothing more is begun on any host, in words; undefined: it goes on. */
  get stop(): string | undefined {
    if (this.#fatal) return `"${this.#fatal.task.name.text}" may fail on none of its hosts`;
    return this.#limit;
  }

  get stopsEarly(): boolean {
    return this.limits.tolerated !== undefined || this.limits.serial.length > 0;
  }

  /** Too many have failed. */
  get #limit(): string | undefined {
    const { tolerated, serial } = this.limits;
    const size = this.names.length;
    const failed = [...this.#failed.values()].filter((at) => !this.isCleared(at)).length;
    if (tolerated !== undefined && failed * 100 > tolerated * size)
      return tolerated === 0
        ? 'none of its hosts may fail'
        : `more than ${tolerated}% of ${size} hosts have failed`;
    const isEmptied = serial.length > 0 && size > 0 && failed === size;
    return isEmptied ? 'every host of a batch has failed' : undefined;
  }
}
