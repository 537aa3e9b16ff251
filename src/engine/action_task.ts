// A task of an action on one host: it runs on the controller and never changes the host.

import { test, value } from '../expression/condition.js';
import { Unset } from '../expression/scope.js';
import type { Action, ActionContext } from '../module.js';
import type { Task } from '../playbook/play.js';
import type { ResolvedReady } from '../playbook/resolve.js';
import { type ItemResult, idle } from './item_result.js';
import type { HostRun } from './run_context.js';

export interface ActionItem {
  readonly task: Task;
  readonly module: Action<unknown>;
  readonly item: ResolvedReady;
  readonly onStart: () => void;
  readonly onLine: (line: string) => void;
}

export async function runAction(host: HostRun, action: ActionItem): Promise<ItemResult> {
  const { module, item } = action;
  const planning = host.run.mode === 'plan' && !action.task.runsInPlan;
  if (planning && module.plan !== 'run') {
    return idle('skipped', { message: module.plan.skip, registered: undefined });
  }
  if (module.barrier) action.onStart();
  const began = performance.now();
  const { context, readSecret } = contextOf(host, action);
  try {
    const result = await module.run(item.wanted, context);
    const failed = result.failed === true;
    return idle(failed ? 'failed' : 'ok', {
      message: result.message,
      secret: readSecret(),
      facts: result.facts,
      registered: { ...result.result, changed: false, failed, skipped: false },
      asSeenToday: host.run.mode === 'plan' && host.target.pending !== undefined,
      ms: module.barrier ? performance.now() - began : 0,
    });
  } catch (error) {
    if (!(error instanceof Unset)) throw error;
    if (host.run.mode === 'plan') return idle('unknown', { message: error.message, registered: undefined });
    return idle('failed', { message: error.message });
  }
}

/** The context notes whether anything secret was read through it, so that the action's words can be hidden. */
function contextOf(host: HostRun, { task, item, onLine }: ActionItem) {
  const tools = { files: host.run.files };
  let secret = false;
  const noting = <T>(read: { readonly value: T; readonly secret: boolean }): T => {
    secret ||= read.secret;
    return read.value;
  };
  const context: ActionContext = {
    host: host.host.name,
    address: host.address,
    test: (condition) => {
      const node = { kind: 'scalar', value: condition, text: condition, place: task.params.place } as const;
      return noting(test(node, item.scope, tools));
    },
    value: (name) => noting(value(name, task.params.place, item.scope, tools)),
    say: onLine,
    signal: host.run.signal,
  };
  return { context, readSecret: () => secret };
}
