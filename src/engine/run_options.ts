// What a run is given: everything it works on and with, as values.

import type { Connection } from '../connection.js';
import type { Listener, Mode } from '../event.js';
import type { Levels } from '../expression/precedence.js';
import type { Files } from '../files/files.js';
import type { Host } from '../inventory/inventory.js';
import type { Module, RunLog } from '../module.js';
import type { Play, Playbook } from '../playbook/play.js';
import type { Problem } from '../problem.js';
import type { Patience } from './host/reconnect.js';

/** What a run needs to know and to be handed; the engine itself reads no file and opens no socket. */
export interface RunOptions {
  readonly mode: Mode;
  readonly playbook: Playbook;
  /** For each play, in order, its hosts: pattern and limit already applied. */
  readonly hostsOf: (play: Play) => readonly Host[];
  readonly modules: ReadonlyMap<string, Module>;
  readonly files: Files;
  /** What runs on this machine remember between them. */
  readonly runLog: (name: string) => RunLog;
  /** What a host has before the run: inventory, extra variables, magic variables. */
  readonly given: (host: Host) => Levels;
  /** Opens a connection to a host of the inventory, or to `localhost`. */
  readonly connect: (host: string, signal: AbortSignal) => Promise<Connection>;
  /** What connections to it go to. */
  readonly addressOf: (host: string) => Promise<string>;
  /** Whether a second name for a machine is a mistake in that play; else it is a warning. */
  readonly oneNameEach?: (play: Play) => boolean;
  readonly tags: ReadonlySet<string> | undefined;
  readonly forks: number;
  readonly window: number;
  readonly silenceTimeout: number | undefined;
  /** Seconds for a probe, and for what the run does for itself. */
  readonly lookTimeout: number;
  readonly patience: Patience;
  /** What others are told who find a host locked by this run; no other run's is equal. One line. */
  readonly holder: string;
  /** About the files; told right after the run has begun. */
  readonly warnings: readonly Problem[];
  readonly listener: Listener;
  readonly signal: AbortSignal;
}
