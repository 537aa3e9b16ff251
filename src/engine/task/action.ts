// A task of an action on one host: it runs on the controller and never changes the host.

import { deadline } from '../../deadline.js';
import { test, value } from '../../expression/condition.js';
import { Unset } from '../../expression/scope.js';
import { keepFetched } from '../../files/fetched.js';
import { lastLines } from '../../host_words.js';
import { type ActionContext, type AskHow, type Output, ProbeError } from '../../module.js';
import type { Task } from '../../playbook/play.js';
import { fail } from '../../problem.js';
import { probeScript } from '../../shell/step.js';
import { timely, whenTimely } from './barrier.js';
import { afterPending, probeOf } from './decision.js';
import { untilReached } from './reboot.js';
import { type ItemResult, idle } from './result.js';
import type { TaskHost } from './task_host.js';
import type { ActionItem } from './task_item.js';

export async function runAction(it: ActionItem): Promise<ItemResult> {
  const { host, module, item } = it;
  const plan = typeof module.plan === 'function' ? module.plan(item.wanted) : module.plan;
  if (!it.isActing && plan !== 'run') {
    return idle('skipped', { message: plan.skip, registered: undefined });
  }
  if (module.barrier) it.onStart();
  const began = performance.now();
  const { target } = it;
  const seen = await lookFor(it);
  const limit = limitOf(host, it.task);
  const given = { seen, signal: limit.signal, address: await host.address() };
  const { context, readSecret, hasAsked } = contextOf(it, given);
  try {
    // It asks before it does anything.
    const result = await whenTimely(() => module.run(item.wanted, context));
    const failed = result.failed === true;
    const secret = readSecret() || item.secret.size > 0;
    for (const message of secret ? [] : (result.warnings ?? [])) {
      host.run.emit({ type: 'warning', host: host.host.name, message, lasting: true });
    }
    // What it saw of the host may be otherwise once the pending change is made.
    const heard = seen !== undefined || hasAsked();
    if (failed && heard && host.run.mode === 'plan' && target.pending !== undefined) {
      const message = afterPending(target.pending, result.message ?? '');
      return idle('unknown', { message, secret, registered: undefined });
    }
    const changes = failed ? [] : (result.changes ?? []);
    return idle(failed ? 'failed' : statusOf(it, changes.length > 0), {
      fields: changes,
      message: result.message,
      ...(result.blame !== undefined && { blame: result.blame }),
      ...(result.control !== undefined && { control: result.control }),
      secret,
      facts: result.facts,
      // Whatever it says may be made of what the host said.
      ...(heard && { heard: { host: target.name, what: `what ${module.name} saw on ${target.name}` } }),
      registered: { ...result.result, changed: changes.length > 0, failed, skipped: false },
      asSeenToday: host.run.mode === 'plan' && host.target.pending !== undefined,
      ms: module.barrier ? performance.now() - began : 0,
    });
  } catch (error) {
    if (limit.isOver()) {
      const message = `timeout: ${module.name} took longer than ${it.task.timeout} s`;
      return idle('failed', { message });
    }
    if (!(error instanceof Unset)) throw error;
    if (host.run.mode === 'plan') return idle('unknown', { message: error.message, registered: undefined });
    return idle('failed', { message: error.message });
  }
}

function statusOf({ isActing }: ActionItem, hasChanges: boolean): ItemResult['status'] {
  if (!hasChanges) return 'ok';
  return isActing ? 'changed' : 'would_change';
}

/** The task's own `timeout`, heard by whatever the action waits for. */
function limitOf({ run }: TaskHost, { timeout }: Task) {
  if (timeout === undefined) return { signal: run.signal, isOver: () => false };
  const signal = deadline(timeout, run.signal);
  return { signal, isOver: () => signal.aborted && !run.signal.aborted };
}

async function lookFor({ target, module, item, ahead }: ActionItem): Promise<Output | undefined> {
  const asked = probeOf(item);
  if (!asked) return undefined;
  const output = await target.answer(asked, ahead);
  if (output.code === 0) return output;
  throw new ProbeError(`the probe of ${module.name} failed: ${lastLines(output.stderr.toString(), 3)}`);
}

/** The context notes whether anything secret was read through it, so that the action's words can be hidden. */
function contextOf(
  { host, target, task, item, onLine, isActing }: ActionItem,
  given: Pick<ActionContext, 'seen' | 'signal' | 'address'>,
) {
  const tools = { files: host.run.files };
  let secret = false;
  let asked = false;
  const noting = <T>(read: { readonly value: T; readonly secret: boolean }): T => {
    secret ||= read.secret;
    return read.value;
  };
  const context: ActionContext = {
    host: host.host.name,
    test: (condition) => {
      const node = { kind: 'scalar', value: condition, text: condition, place: task.params.place } as const;
      return noting(timely(host, () => test(node, item.scope, tools)));
    },
    value: (name) => noting(timely(host, () => value(name, task.params.place, item.scope, tools))),
    untilReached: (wait) => untilReached(host, target, wait),
    say: onLine,
    forward: (port, address) => target.forward(port, address),
    ask: (script, how = {}) => {
      asked = true;
      return askHost({ target, item }, script, how);
    },
    runLog: host.run.runLog,
    keepHere: (file) => {
      const { place } = task.params;
      const heard = item.heard.get('dest');
      if (heard !== undefined)
        fail(`dest is named by what a host said (${heard.what})`, place, 'name it by your own words');
      return keepFetched(file, place, isActing);
    },
    secret: item.secret.size > 0,
    ...given,
  };
  return { context, readSecret: () => secret, hasAsked: () => asked };
}

async function askHost(
  { target, item }: Pick<ActionItem, 'target' | 'item'>,
  script: string,
  { input, once = false }: AskHow,
): Promise<Output> {
  const snippet = { script: probeScript(item.environment, script), ...(input && { input }) };
  let output: Output | undefined;
  while (!output) {
    [output] = (await target.ask(item.identity, [snippet], {})) ?? [];
    if (once) break;
  }
  if (once) target.forget();
  if (output) return output;
  throw new ProbeError('the connection was lost while it ran, so nobody knows whether it was done');
}
