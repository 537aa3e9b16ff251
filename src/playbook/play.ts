// A playbook after parsing: every key known and in its place, every value still with its place in the file.

import type { Variables } from '../expression/scope.js';
import type { Place, Problem } from '../problem.js';
import type { Located, LocatedMap, LocatedScalar } from '../yaml/located.js';

export interface Playbook {
  readonly file: string;
  readonly plays: readonly Play[];
  readonly warnings: readonly Problem[];
}

export interface Play {
  readonly place: Place;
  readonly name: string;
  /** The host pattern, as written. */
  readonly hosts: LocatedScalar;
  readonly vars: Variables;
  readonly gatherFacts: boolean;
  readonly tasks: readonly Task[];
  readonly handlers: readonly Task[];
}

/** `become` is the play's where the task has none of its own. */
export interface Task {
  /** Unique in the playbook, in the order of the page; handlers after the tasks of their play. */
  readonly id: number;
  readonly place: Place;
  /** May hold templates; the module's name where the task has none. */
  readonly name: LocatedScalar;
  readonly module: string;
  readonly params: LocatedMap;
  /** CEL; all have to hold. */
  readonly when: readonly LocatedScalar[];
  /** A list, or text that renders to one. Each item is the variable `item`. */
  readonly loop: Located | undefined;
  readonly register: string | undefined;
  /** A boolean, or text that renders to one. */
  readonly become: Located | undefined;
  readonly becomeUser: LocatedScalar | undefined;
  /** `sudo`, `su` or `doas`, or text that renders to one. */
  readonly becomeMethod: LocatedScalar | undefined;
  readonly delegateTo: LocatedScalar | undefined;
  readonly vars: Variables;
  readonly tags: readonly string[];
  /** Names of handlers; may hold templates. */
  readonly notify: readonly LocatedScalar[];
  /** Handlers only: further names by which they can be notified. */
  readonly listen: readonly string[];
  readonly noLog: boolean;
  readonly ignoreErrors: boolean;
  /** CEL, or a boolean. */
  readonly changedWhen: LocatedScalar | undefined;
  readonly failedWhen: LocatedScalar | undefined;
  /** `check_mode: false`: it only looks, so it runs in plan mode too. */
  readonly runsInPlan: boolean;
  /** Seconds. */
  readonly timeout: number | undefined;
}
