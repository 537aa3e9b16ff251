// A task with its variables filled in for one host: what is ready to be looked at, and what is not.

import type { Environment, Identity } from '../connection.js';
import { mentions, test } from '../expression/condition.js';
import type { ExpressionContext } from '../expression/reading.js';
import { final, type Heard, type Scope, Unset, type Variable, type Variables } from '../expression/scope.js';
import { evaluate } from '../expression/template.js';
import type { Module } from '../module.js';
import { fail, ProblemError } from '../problem.js';
import type { LocatedScalar } from '../yaml/located.js';
import { environmentOf } from './environment.js';
import { entriesFor } from './for_each.js';
import { delegateOf, identityOn, textFrom } from './identity.js';
import { labelOf, loopItems } from './loop.js';
import { fillParams } from './parameters.js';
import type { Loop, Retry, Task } from './play.js';
import { taskScope } from './task_scope.js';

/** What a task comes to on a host, item by item where it loops. */
export type Resolved = ResolvedReady | ResolvedSkip | ResolvedUnknown;

interface ResolvedTitle {
  readonly title: string;
  /** Loop label. */
  readonly item?: string;
  /** With `for_each`, which entry it is, counted in their order. */
  readonly entry?: number;
  /** The loop's variables in this turn: the item, and its number where that has a name. */
  readonly turn?: Variables;
}

/** `when` is false. */
export interface ResolvedSkip extends ResolvedTitle {
  readonly kind: 'skip';
  /** The condition as written. */
  readonly because: string;
}

/** It reads a variable that has no value yet. */
export interface ResolvedUnknown extends ResolvedTitle {
  readonly kind: 'unknown';
  readonly variable: string;
  readonly because: string;
}

export interface ResolvedReady<OfModule extends Module = Module> extends ResolvedTitle {
  readonly kind: 'ready';
  readonly module: OfModule;
  /** Validated by the module's schema. */
  readonly wanted: unknown;
  /** Top-level parameters that hold something secret; their fields and output are hidden. */
  readonly secret: ReadonlySet<string>;
  /** Whether something secret goes into it: by one of those, or by `no_log`. */
  readonly handlesSecret: boolean;
  /** Top-level parameters that hold what a host said. */
  readonly heard: ReadonlyMap<string, Heard>;
  readonly identity: Identity;
  readonly environment: Environment;
  readonly retry: ResolvedRetry | undefined;
  /** Inventory name of the host it acts on; undefined is the host itself. */
  readonly delegate: string | undefined;
  readonly notify: readonly string[];
  /** What it was resolved in, loop item and the task's own variables included. */
  readonly scope: Scope;
}

/** After a first attempt, at most so many more, so many seconds apart. */
export interface ResolvedRetry {
  readonly retries: number;
  readonly delay: number;
}

/** One task on one host; with `item`, one turn of its loop. */
interface Turn {
  readonly task: Task;
  readonly module: Module;
  readonly scope: Scope;
  readonly context: ExpressionContext;
  readonly item?: string;
  readonly entry?: number;
  readonly turn?: Variables;
}

/**
 * Fills in a task for one host: one answer, or one for each item of its loop (none where the loop is empty).
 *
 * Conditions that do not read the item are decided before the loop is looked at, so that `when: has(list)` can guard
 * it. A parameter that a template makes null is as if it were not written.
 *
 * @throws ProblemError for mistakes, with the place of the value that has it
 */
export function resolveTask(
  task: Task,
  module: Module,
  scope: Scope,
  context: ExpressionContext,
): readonly Resolved[] {
  const turn: Turn = { task, module, context, scope: taskScope(scope, task) };
  const { forEach } = task;
  if (!forEach) return resolveLoop(turn);
  const entries = orUnknown(turn, () => entriesFor(forEach, turn.scope, context));
  if ('kind' in entries) return [entries];
  return entries.flatMap(({ name, scope }, entry) =>
    resolveLoop({ ...turn, scope, entry, ...(name !== '' && { item: name }) }),
  );
}

/** Once, or once for each item of its loop. */
function resolveLoop(turn: Turn): readonly Resolved[] {
  const { task } = turn;
  const { loop } = task;
  if (!loop) return [resolveTurn(turn, task.when)];
  const readsItem = (condition: LocatedScalar) =>
    [loop.variable, loop.index].some((name) => name !== undefined && mentions(condition, name));
  const stopped = decide(
    turn,
    task.when.filter((condition) => !readsItem(condition)),
  );
  if (stopped) return [stopped];
  const items = orUnknown(turn, () => loopItems(loop.items, turn.scope, turn.context));
  if ('kind' in items) return [items];
  return items.map((item, index) =>
    resolveTurn(turnWith(turn, loop, item, index), task.when.filter(readsItem)),
  );
}

function resolveTurn(turn: Turn, conditions: readonly LocatedScalar[]): Resolved {
  return decide(turn, conditions) ?? orUnknown(turn, () => fillIn(turn));
}

/** undefined: all conditions hold. The first that does not, or cannot be told yet, is the answer. */
function decide(
  turn: Turn,
  conditions: readonly LocatedScalar[],
): ResolvedSkip | ResolvedUnknown | undefined {
  return orUnknown(turn, () => {
    const failed = conditions.find((condition) => !test(condition, turn.scope, turn.context).value);
    return failed && ({ kind: 'skip', ...titleOf(turn), because: failed.text } as const);
  });
}

function orUnknown<Answer>(turn: Turn, answer: () => Answer): Answer | ResolvedUnknown {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof Unset)) throw error;
    return { kind: 'unknown', ...titleOf(turn), variable: error.variable, because: error.because };
  }
}

function fillIn(turn: Turn): ResolvedReady {
  const { task, module, scope, context } = turn;
  const delegate = task.delegateTo && delegateOf(task.delegateTo, scope, context);
  const { wanted, secret, heard } = fillParams(task, module, scope, context);
  const environment = environmentOf(task.environment, scope, context);
  const secrets = environment.secret ? new Set([...secret, 'environment']) : secret;
  return {
    kind: 'ready',
    module,
    wanted,
    heard,
    secret: secrets,
    handlesSecret: task.noLog || secrets.size > 0,
    identity: identityOn(delegate, task, scope, context),
    environment: environment.value,
    retry: task.retry && retryOf(task.retry, scope, context),
    delegate,
    notify: task.notify.map((name) => textFrom(name, 'the name of a handler', scope, context)),
    scope,
    ...titleOf(turn),
  };
}

/** Ansible's numbers, where none are written: three attempts, five seconds apart. */
function retryOf({ retries, delay }: Retry, scope: Scope, context: ExpressionContext): ResolvedRetry {
  return {
    retries: retries ? numberFrom(retries, 'a whole number', scope, context) : 2,
    delay: delay ? numberFrom(delay, 'a number of seconds', scope, context) : 5,
  };
}

function numberFrom(node: LocatedScalar, what: string, scope: Scope, context: ExpressionContext): number {
  const number = Number(evaluate(node, scope, context).value);
  return number >= 0 ? number : fail(`expected ${what}`, node.place);
}

function turnWith(
  { task, module, context, scope: outer, item: of, entry }: Turn,
  loop: Loop,
  item: Variable,
  index: number,
): Turn {
  const over = new Map<string, Variable>([[loop.variable, item]]);
  if (loop.index !== undefined) over.set(loop.index, final(index));
  const scope = outer.with('loop', over);
  const same = { task, module, context, scope, ...(entry !== undefined && { entry }) };
  if (item.kind !== 'final') return { ...same, ...(of !== undefined && { item: of }) };
  const secret = item.secret || task.noLog;
  const label = loop.label && !secret ? renderTitle(loop.label, scope, context) : undefined;
  const shown = labelOf(label ?? item.value, secret);
  return { ...same, item: of === undefined ? shown : `${of}: ${shown}`, turn: over };
}

function titleOf({ task, scope, context, item, entry, turn }: Turn): ResolvedTitle {
  const title = renderTitle(task.name, scope, context);
  const which = { ...(item !== undefined && { item }), ...(entry !== undefined && { entry }) };
  return { title, ...which, ...(turn && { turn }) };
}

/** A title is only words: one that cannot be filled in (yet), or holds a secret, stays as it was written. */
export function renderTitle(name: LocatedScalar, scope: Scope, context: ExpressionContext): string {
  try {
    const { value, secret } = evaluate(name, scope, context, 'text');
    return secret ? name.text : String(value);
  } catch (error) {
    if (error instanceof Unset || error instanceof ProblemError) return name.text;
    throw error;
  }
}
