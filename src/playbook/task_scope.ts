// What a task can read beside what its host and its play give it: its role's variables, and its own.

import type { Level } from '../expression/precedence.js';
import type { Scope } from '../expression/scope.js';
import type { Task } from './play.js';

export function taskScope(scope: Scope, { role, vars }: Pick<Task, 'role' | 'vars'>): Scope {
  let inRole = scope;
  for (const [level, variables] of Object.entries(role)) inRole = inRole.with(level as Level, variables);
  return inRole.with('task vars', vars);
}
