// What a task works with: the run, and what belongs to one host in it. The play knows more of the host (HostRun).

import type { Listener, Mode } from '../../event.js';
import type { Levels } from '../../expression/precedence.js';
import type { Variables } from '../../expression/scope.js';
import type { Files } from '../../files/files.js';
import type { Host } from '../../inventory/inventory.js';
import type { Module, RunLog } from '../../module.js';
import type { Play } from '../../playbook/play.js';
import type { Target } from '../host/target.js';
import type { PendingStore } from '../journal/pending_store.js';
import type { TransactionRecord } from '../journal/transaction_record.js';
import type { Placed, Position } from '../order/position.js';
import type { Progress, Stoppable } from '../order/progress.js';
import type { Slot, Throttle } from '../order/slot.js';
import type { HostVariables } from '../variables/host_variables.js';
import type { Hostvars } from '../variables/hostvars.js';
import type { Notified } from './notified.js';
import type { ItemResult } from './result.js';
import type { SentAhead } from './sent_ahead.js';

export interface Run {
  readonly mode: Mode;
  readonly modules: ReadonlyMap<string, Module>;
  readonly files: Files;
  readonly runLog: (name: string) => RunLog;
  readonly emit: Listener;
  /** The most tasks that are probed in one request. */
  readonly window: number;
  readonly signal: AbortSignal;
  /** When the run began. */
  readonly began: Date;
  /** Seconds a step may be silent; undefined: any time. */
  readonly silenceTimeout: number | undefined;
  /** The one target of that name, the same for every task. Fails where the inventory has no such host. */
  readonly target: (name: string) => Target;
  /** Does the work of a task when no more hosts are at it than the task allows. */
  readonly throttle: Throttle;
  /** Of each play: the name by which a machine was met first, by what the machine says of itself. */
  readonly machines: Map<Play, Map<string, string>>;
  /** Whether a second name for a machine is a mistake in that play; else it is a warning. */
  readonly oneNameEach?: ((play: Play) => boolean) | undefined;
}

/** The hosts that have their turn together, as far as a task is concerned with them. */
export interface TaskBatch {
  /** Of the batch, in the order of the play. */
  readonly names: readonly string[];
  /** Of the play. */
  readonly all: readonly string[];
  readonly progress: Progress;
  /** Whether hosts may have to stop before their next task because others have failed. */
  readonly stopsEarly: boolean;
  /** The meeting of those who come to a task that is done once for all. */
  meetingAt(position: Position): Meeting;
}

/** One host, as its tasks know it. */
export interface TaskHost extends Placed, Stoppable {
  readonly run: Run;
  readonly play: Play;
  readonly host: Host;
  readonly batch: TaskBatch;
  /** Its turn among those that are worked on at once. */
  readonly slot: Slot;
  readonly target: Target;
  /** What connections to it go to. */
  readonly address: () => Promise<string>;
  readonly variables: HostVariables;
  /** What the play gives it to read, by level. */
  readonly levels: Levels;
  readonly hostvars: Hostvars;
  readonly pendingStore: PendingStore;
  readonly notified: Notified;
  readonly sentAhead: SentAhead;
  /** Set inside a block that is one. */
  readonly transaction?: TransactionRecord;
  /** Tasks may quote a secret that they were not given, so none of their lines is told as it comes. */
  readonly hidesOutput?: boolean;
  /** Set inside of what was notified. */
  readonly isHandler?: boolean;
  /** Set inside of what an include brings in: the items of its loop. */
  readonly included?: Variables;
  /** Set inside a block that has a rescue. */
  readonly isRescued?: boolean;
}

/** Hosts at a task that one of them does for all. */
export class Meeting {
  results: readonly ItemResult[] | undefined;
  readonly #came = new Set<string>();
  #leader: string | undefined;

  /** @param order of the hosts in the play */
  constructor(private readonly order: readonly string[]) {}

  join(name: string): void {
    this.#came.add(name);
  }

  /** The first of those who came, in the order of the play: asked when no host is still to come. */
  get leader(): string | undefined {
    this.#leader ??= this.order.find((name) => this.#came.has(name));
    return this.#leader;
  }
}
