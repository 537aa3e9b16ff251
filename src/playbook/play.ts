// A playbook after parsing: every key known and in its place, every value still with its place in the file.

import type { Levels } from '../expression/precedence.js';
import type { Variables } from '../expression/scope.js';
import type { Place, Problem } from '../problem.js';
import type { Located, LocatedMap, LocatedScalar } from '../yaml/located.js';
import type { RoleArguments } from './arguments/problems.js';
import type { WrittenBatchLimits } from './batch_limits.js';
import type { Order } from './order.js';
import type { Prompt } from './prompts.js';

export interface Playbook {
  readonly file: string;
  readonly plays: readonly Play[];
  readonly warnings: readonly Problem[];
}

/** `hosts:` of a play. */
export interface HostPattern {
  /** As written; of a list its items, with commas between them. */
  readonly text: string;
  /** Each is split by itself. */
  readonly patterns: readonly string[];
  readonly place: Place;
}

export interface Play {
  readonly place: Place;
  readonly name: string;
  readonly hosts: HostPattern;
  readonly vars: Variables;
  /** Of its `vars_files`, a level of their own. */
  readonly varsFiles: Variables;
  readonly prompts: readonly Prompt[];
  /** Variables of its prompts, without a value as long as nobody was asked. */
  readonly prompted: Variables;
  /** Defaults and variables of its roles: all tasks of the play can read them. */
  readonly roles: Levels;
  readonly gatherFacts: boolean;
  readonly order: Order;
  readonly limits: WrittenBatchLimits;
  /** `pre_tasks`, `roles`, `tasks` and `post_tasks`, in this order. */
  readonly tasks: readonly Part[];
  readonly handlers: readonly Handler[];
}

/** What runs where something notified it. */
export interface Handler {
  /** May hold templates. */
  readonly name: LocatedScalar;
  readonly place: Place;
  /** Every word by which it is notified; the first is its alone. */
  readonly names: readonly string[];
  readonly part: Exclude<Part, Flush>;
}

/** What stands in a list of tasks. */
export type Part = Task | Block | Flush | Include;

/** Where handlers that are due run, after `pre_tasks` and before `post_tasks`, whatever tags are asked for. */
export interface Flush {
  readonly kind: 'flush';
  /** As that of a task. */
  readonly id: number;
}

/** What is brought in where each host decides it: which branch, how often (`loop`), and whether at all (`when`). */
export interface Include {
  readonly kind: 'include';
  /** Of the module `include_tasks`, `include_role` or `include_vars`; its name is what chooses the branch. */
  readonly task: Task;
  /** All that can be meant, by that name. */
  readonly branches: ReadonlyMap<string, Branch>;
}

export interface Branch {
  /** The file that it stands in, and where it was looked for; absent for a role. */
  readonly file?: { readonly path: string; readonly folders: readonly string[] };
  readonly parts: readonly Part[];
  readonly variables: Variables;
}

/** Tasks under one heading. What it says for all of them (`when`, `become`, `tags`, `vars`) is theirs already. */
export interface Block {
  readonly kind: 'block';
  readonly id: number;
  readonly place: Place;
  /** May hold templates. */
  readonly name: LocatedScalar;
  readonly parts: readonly Part[];
  /** Run where a task of `parts` failed, which then does not fail the host. */
  readonly rescue: readonly Part[];
  /** Run after the others, whatever became of them. */
  readonly always: readonly Part[];
  /** Absent where nothing but grouping is asked for. */
  readonly transaction: Transaction | undefined;
  /** What the role that it is, or those under its `prove`, have to be given: checked when the block begins. */
  readonly arguments?: readonly RoleArguments[];
}

/** What has to hold for a block's changes to stay; else all that they replaced is put back. */
export interface Transaction {
  /** Commands that judge the configuration, run where something was changed. */
  readonly validate: readonly Task[];
  /** Seconds after which the host itself puts everything back, unless a new connection says that all is well. */
  readonly confirm: number | undefined;
  /** sh that is run after everything was put back; may hold templates. */
  readonly undo: readonly LocatedScalar[];
  /** Tasks that say whether the result works; they follow the handlers that the block notified. */
  readonly prove: readonly Task[];
}

/**
 * What a play or a block says for the tasks in it, and what they take over where they say nothing themselves; what adds
 * up (conditions, variables, tags, environment, notify) is all there, outermost first.
 */
export interface Inherited {
  /** CEL; all have to hold. */
  readonly when: readonly LocatedScalar[];
  readonly vars: Variables;
  /** The name of a list, for each entry of which it is done, with what that says as variables. */
  readonly forEach: LocatedScalar | undefined;
  /** What the role that it belongs to gives it: defaults, variables, parameters. */
  readonly role: Levels;
  readonly tags: readonly string[];
  /** Maps of environment variables, or templates that come to one; later ones win. */
  readonly environment: readonly Located[];
  /** Names of handlers; may hold templates. */
  readonly notify: readonly LocatedScalar[];
  /** A boolean, or text that renders to one. */
  readonly become: Located | undefined;
  readonly becomeUser: LocatedScalar | undefined;
  /** `sudo`, `su` or `doas`, or text that renders to one. */
  readonly becomeMethod: LocatedScalar | undefined;
  readonly delegateTo: LocatedScalar | undefined;
  readonly noLog: boolean;
  readonly ignoreErrors: boolean;
  readonly ignoreUnreachable: boolean;
  /** `check_mode`. false: it only looks, so it runs in plan mode too; true: it is only planned, in apply as well. */
  readonly checkMode: boolean | undefined;
  /** true: line by line, whatever the command line says; false: never. */
  readonly diff: boolean | undefined;
  /** Seconds. */
  readonly timeout: number | undefined;
  /** The most hosts that do it at once. */
  readonly throttle: number | undefined;
  /** One host of a batch does it for all of them. */
  readonly runOnce: boolean;
  /** Where it fails on one host nobody goes past it. undefined: that is not said. */
  readonly anyErrorsFatal: boolean | undefined;
}

export interface Task extends Inherited {
  readonly kind: 'task';
  /** Unique in the playbook, in the order of the page; handlers after the tasks of their play. */
  readonly id: number;
  readonly place: Place;
  /** May hold templates; the module's name where the task has none. */
  readonly name: LocatedScalar;
  readonly module: string;
  readonly params: LocatedMap;
  readonly loop: Loop | undefined;
  readonly register: string | undefined;
  readonly retry: Retry | undefined;
  /** CEL, or booleans; all have to hold. None where the key is not written. */
  readonly changedWhen: readonly LocatedScalar[];
  readonly failedWhen: readonly LocatedScalar[];
  /** In a transaction: it stays when the others are taken back. */
  readonly irreversible: boolean;
  /** What an include of variables sets, where only one file can be meant: for looking ahead. */
  readonly brings?: Variables;
}

export interface Loop {
  /** A list, or text that renders to one. */
  readonly items: Located;
  /** The variable that holds the item. */
  readonly variable: string;
  /** The variable that holds its number, from 0 on. */
  readonly index: string | undefined;
  /** Template of the words that stand for an item in reports. */
  readonly label: LocatedScalar | undefined;
  /** Seconds between one item and the next. */
  readonly pause: number;
}

/** A task that is done again until something holds. */
export interface Retry {
  /** CEL; all have to hold. None: until it does not fail. */
  readonly until: readonly LocatedScalar[];
  /** Numbers, or templates of them. */
  readonly retries: LocatedScalar | undefined;
  readonly delay: LocatedScalar | undefined;
}
