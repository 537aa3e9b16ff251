// Which files of this machine a task may send to a host, as far as can be told before the run.

import type { ExpressionContext } from '../expression/reading.js';
import { type Scope, Unset } from '../expression/scope.js';
import { evaluate } from '../expression/template.js';
import type { Module } from '../module.js';
import { type Place, ProblemError } from '../problem.js';
import { entryOf } from '../yaml/located.js';
import { flagOf } from '../yaml/shape.js';
import { loopItems } from './loop.js';
import type { Task } from './play.js';
import { sourceOf } from './source_of.js';
import { taskScope } from './task_scope.js';

export interface Source {
  readonly path: string;
  readonly place: Place;
}

/**
 * `when` is not looked at: it may hang on a fact, and the file is then needed all the same. What depends on facts
 * itself is left out, and so are mistakes, which are told where the task is resolved.
 */
export function sourcesOf(
  task: Task,
  module: Module,
  scope: Scope,
  context: ExpressionContext,
): readonly Source[] {
  const source = sourceOf(module, task.params);
  const name = source && entryOf(task.params, source.from)?.value;
  if (!source || !name || staysSealed(task, source.unlessFalse)) return [];
  const ofTask = taskScope(scope, task);
  return turnsOf(task, ofTask, context).flatMap((each) =>
    known(() => {
      const { value } = evaluate(name, each, context);
      if (typeof value !== 'string') return [];
      const { place } = name;
      const path = context.files.find(source.kind, value, place);
      const tree = source.tree === undefined ? undefined : context.files.tree(path, place);
      return (tree?.files.map((file) => `${path}/${file}`) ?? [path]).map((one) => ({ path: one, place }));
    }),
  );
}

function staysSealed({ params }: Task, parameter: string | undefined): boolean {
  const node = parameter === undefined ? undefined : entryOf(params, parameter)?.value;
  return node?.kind === 'scalar' && flagOf(node.value) === false;
}

/** The scopes of a loop's turns, or the task's own. */
function turnsOf({ loop }: Task, scope: Scope, context: ExpressionContext): readonly Scope[] {
  if (!loop) return [scope];
  const items = known(() => loopItems(loop.items, scope, context));
  return items.map((item) => scope.with('loop', new Map([[loop.variable, item]])));
}

/** Nothing, where it cannot be told. */
function known<Item>(list: () => readonly Item[]): readonly Item[] {
  try {
    return list();
  } catch (error) {
    if (error instanceof Unset || error instanceof ProblemError) return [];
    throw error;
  }
}
