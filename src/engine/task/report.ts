// From a result to the event that tells it, with everything secret taken out.

import type { Field } from '../../change.js';
import type { TaskOutcome, TaskTitle } from '../../event.js';
import type { Module } from '../../module.js';
import type { Task } from '../../playbook/play.js';
import { type Resolved, renderTitle } from '../../playbook/resolve.js';
import { boundedText, hidden, redactFields, redactOutcome } from './redact.js';
import type { ItemResult } from './result.js';
import { scopeIn, type TaskHost } from './task_host.js';

export function titleOf(host: TaskHost, task: Task, item: Resolved | undefined): TaskTitle {
  const delegate = item?.kind === 'ready' ? item.delegate : undefined;
  return {
    id: task.id,
    name: item?.title ?? renderTitle(task.name, scopeIn(host), { files: host.run.files }),
    module: task.module,
    place: task.place,
    handler: host.isHandler === true,
    ...(item?.item !== undefined && { item: task.noLog ? hidden : item.item }),
    ...(delegate !== undefined && delegate !== host.host.name && { delegate }),
  };
}

export function report(host: TaskHost, task: Task, item: Resolved | undefined, result: ItemResult): void {
  const { run } = host;
  const secret = item?.kind === 'ready' ? item.secret : new Set<string>();
  const module = run.modules.get(task.module);
  const outcome: TaskOutcome = {
    type: 'outcome',
    host: host.host.name,
    task: titleOf(host, task, item),
    status: result.status,
    fields: module ? redactFields(diffable(result.fields, task), secret, task.noLog, module) : [],
    ...objectOf(task, item, module),
    ...(task.diff === true && { diff: true }),
    ms: Math.round(result.ms),
    ...(result.message !== undefined && { message: result.message }),
    ...(result.advice !== undefined && { advice: result.advice }),
    ...(result.asSeenToday === true && { asSeenToday: true }),
    ...(isIgnored(result, task) ? { ignored: true } : isRescued(host, result) && { rescued: true }),
    ...(result.output && {
      output: {
        code: result.output.code,
        stdout: boundedText(result.output.stdout),
        stderr: boundedText(result.output.stderr),
      },
    }),
  };
  run.emit(result.secret || task.noLog ? redactOutcome(outcome) : outcome);
}

function objectOf(
  { noLog }: Task,
  item: Resolved | undefined,
  module: Module | undefined,
): Pick<TaskOutcome, 'object'> {
  if (noLog || module?.kind !== 'state' || item?.kind !== 'ready' || item.secret.size > 0) return {};
  const object = module.object?.(item.wanted);
  return object === undefined ? {} : { object };
}

function isIgnored({ status }: ItemResult, task: Task): boolean {
  return (status === 'failed' && task.ignoreErrors) || (status === 'unreachable' && task.ignoreUnreachable);
}

/** `diff: false` keeps what texts say away from every report. */
function diffable(fields: readonly Field[], { diff }: Task): readonly Field[] {
  return diff === false ? fields.map(({ texts: _, ...field }) => field) : fields;
}

/** Tells what happens to a host outside its tasks: no connection can be made, or a block is put back. */
export function reportHost(host: TaskHost, doing: string, { status, message, advice }: ItemResult): void {
  host.run.emit({
    type: 'host_outcome',
    host: host.host.name,
    doing,
    place: host.play.place,
    status,
    ...(message !== undefined && { message }),
    ...(advice !== undefined && { advice }),
    ...(isRescued(host, { status }) && { rescued: true }),
  });
}

function isRescued(host: TaskHost, { status }: Pick<ItemResult, 'status'>): boolean {
  return host.isRescued === true && status === 'failed';
}
