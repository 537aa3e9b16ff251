// From a result to the event that tells it. Everything secret is taken out first.

import type { Field } from '../../change.js';
import type { TaskOutcome, TaskTitle } from '../../event.js';
import type { Module } from '../../module.js';
import type { Task } from '../../playbook/play.js';
import { type Resolved, renderTitle } from '../../playbook/resolve.js';
import { scopeIn } from '../variables/host_variables.js';
import type { ItemResult } from './result.js';
import type { TaskHost } from './task_host.js';

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

/** Bytes of a command's output that an event carries, from its end; the rest is said to be left out. */
const outputLimit = 64 * 1024;

export const hidden = '(hidden)';

/**
 * @param secret top-level parameters that hold something secret
 * @param all hide every field (`no_log`, or the result itself is secret)
 */
export function redactFields(
  fields: readonly Field[],
  secret: ReadonlySet<string>,
  all: boolean,
  module: Module,
): readonly Field[] {
  if (!all && secret.size === 0) return fields;
  const open = new Set(Object.keys(module.params.shape));
  return fields.map((field) => {
    // A field that is no parameter's may be made of any of them.
    const show = !all && open.has(field.name) && !secret.has(field.name);
    return show ? field : { name: field.name, from: hidden, to: hidden };
  });
}

/** The event of a task that handled something secret, without its words. */
export function redactOutcome(outcome: TaskOutcome): TaskOutcome {
  const { output, message, advice, ...rest } = outcome;
  if (output === undefined && message === undefined) return outcome;
  const exit = output ? `exit ${output.code}; ` : '';
  return {
    ...rest,
    message: `${exit}what it said is hidden, because the task handles something secret`,
  };
}

/** Text for an event: UTF-8, bounded. */
export function boundedText(bytes: Buffer): string {
  if (bytes.length <= outputLimit) return bytes.toString();
  const left = bytes.length - outputLimit;
  return `[${left} bytes left out]\n${bytes.subarray(left).toString()}`;
}
