// What a report is to those who feed it.

import type { Listener } from '../event.js';

export interface Report {
  /** Takes the events of one run, in their order. */
  readonly on: Listener;
  /** Puts the terminal back as it was and resolves when everything is written. Also right in the middle of a run. */
  close(): Promise<void>;
}
