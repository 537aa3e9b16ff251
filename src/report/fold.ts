// The same outcome on many hosts is one outcome with many hosts: what a plan of a fleet is read by.

import { createHash } from 'node:crypto';
import type { TaskOutcome } from '../event.js';

export interface Folded {
  /** Of the first host that had it. */
  readonly outcome: TaskOutcome;
  readonly hosts: readonly string[];
}

/** Collects outcomes as they come; of equal ones only the first is kept, so that a fleet's texts fit in memory. */
export function openFold(): { add(outcome: TaskOutcome): void; take(): Folded[] } {
  let groups = new Map<string, { readonly outcome: TaskOutcome; readonly hosts: string[] }>();
  return {
    add(outcome) {
      const key = identityOf(outcome);
      const group = groups.get(key);
      if (group) group.hosts.push(outcome.host);
      else groups.set(key, { outcome, hosts: [outcome.host] });
    },
    /** What was added since the last time, in the order of the page. */
    take() {
      const taken = [...groups.values()];
      groups = new Map();
      return taken.sort((one, other) => one.outcome.task.id - other.outcome.task.id);
    },
  };
}

/** Everything that is shown of an outcome, the host and what only a log would tell apart left out. */
function identityOf({ host: _host, ms: _ms, output: _output, ...shown }: TaskOutcome): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64');
}
