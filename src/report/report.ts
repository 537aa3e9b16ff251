// What a report is to those who feed it.

import type { Listener } from '../event.js';

export interface Report {
  /** Takes the events of one run, in their order. */
  readonly on: Listener;
  /** Leaves the terminal to a question for as long as it takes; what happens meanwhile is shown afterwards. */
  pause<Answer>(question: () => Promise<Answer>): Promise<Answer>;
  /** Puts the terminal back as it was and resolves when everything is written. Also right in the middle of a run. */
  close(): Promise<void>;
}
