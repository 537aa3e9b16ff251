// One host's way through a list of tasks: the page order is the run order.

import { tasksAhead } from '../../playbook/parts_of.js';
import type { Part, Task } from '../../playbook/play.js';
import { inside } from '../order/position.js';
import type { Done } from '../task/barrier.js';
import { report } from '../task/report.js';
import type { ItemResult } from '../task/result.js';
import { type Coming, runTask, type TaskOptions, unsure } from '../task/run_task.js';
import { tellSent } from '../task/tell_sent.js';
import { runGuarded } from './block.js';
import { comingAfter, goesOnBehind } from './coming.js';
import {
  decisiveFailure,
  failed,
  failHost,
  finished,
  type HostEnd,
  interrupted,
  unreachable,
} from './host_end.js';
import type { HostRun, Walk, WalkOptions } from './host_run.js';
import { walkInclude } from './include.js';
import { runMeta } from './meta.js';
import { skipParts } from './skip.js';

export const walk: Walk = async (host, parts, options = {}) => {
  try {
    return await walkParts(host, parts, options);
  } catch (error) {
    return failHost(host, 'run', error);
  }
};

async function walkParts(host: HostRun, parts: readonly Part[], options: WalkOptions): Promise<HostEnd> {
  for (const [index, part] of parts.entries()) {
    const coming = comingAfter(index, parts, options.after);
    const end = overBefore(host) ?? (await walkPart(host, part, coming, options));
    if (end.kind === 'finished') continue;
    await tellSent(host);
    if (mayBeReadAfter(host, end)) await skipParts(host, parts.slice(index + 1));
    return end;
  }
  return finished;
}

function overBefore({ run, isStopped }: HostRun): HostEnd | undefined {
  if (run.signal.aborted) return interrupted;
  return isStopped() ? { kind: 'stopped' } : undefined;
}

/** Whether others may read what is done once for all in the parts that are left out. Putting back waits for no host. */
function mayBeReadAfter(host: HostRun, { kind }: HostEnd): boolean {
  if (host.isHandler || host.transaction) return false;
  return kind === 'ended' || (kind === 'failed' && host.isRescued === true);
}

async function walkPart(host: HostRun, part: Part, coming: Coming, options: WalkOptions): Promise<HostEnd> {
  if (part.kind === 'task') return walkTask(host, part, coming, options);
  if (part.kind === 'flush') return runMeta(inside(host, part.id, 'handlers'), 'flush_handlers', walk);
  if (part.kind === 'include') {
    const ahead = unsure([...tasksAhead([part]).slice(1), ...coming.tasks]);
    const walkIt = (more: TaskOptions) => walkTask(host, part.task, ahead, { ...options, ...more });
    return walkInclude(host, part, walkIt, walkBefore(unsure(coming.tasks)));
  }
  const after = goesOnBehind(part) ? coming : unsure([...tasksAhead(part.always), ...coming.tasks]);
  return runGuarded(host, part, walkBefore(after), walkBefore(unsure(coming.tasks)));
}

function walkBefore(after: Coming): Walk {
  return (host, parts, options) => walk(host, parts, { after, ...options });
}

async function walkTask(host: HostRun, task: Task, coming: Coming, options: WalkOptions): Promise<HostEnd> {
  const onResults = (results: readonly ItemResult[]) => stopOthers(host, task, results);
  const done = await runTask(host, task, coming, { ...options, onResults });
  if (!done) return host.run.signal.aborted ? interrupted : { kind: 'stopped' };
  const failure = failureIn(task, done);
  // What the other one was doing, which may be secret, is told of that one.
  if (failure && done.leader !== undefined) {
    const told = { ...failure, fields: [], output: undefined };
    report(host, task, undefined, told);
  }
  if (failure?.status === 'unreachable') return unreachable;
  if (failure) {
    const result = { ...failure, secret: failure.secret || task.noLog };
    return failed({ task: task.name.text, module: task.module, result });
  }
  const control = done.results.find((result) => result.control !== undefined)?.control;
  return control === undefined ? finished : runMeta(inside(host, task.id, 'handlers'), control, walk);
}

/** What ends the way of the host: its own failure or loss, or that of who did it for all. */
function failureIn(task: Task, { results, leader }: Done): ItemResult | undefined {
  const lost = results.find(({ status }) => status === 'unreachable' && !task.ignoreUnreachable);
  const failure = lost ?? (task.ignoreErrors ? undefined : decisiveFailure(results));
  if (!failure || leader === undefined) return failure;
  const { message = 'it failed' } = failure;
  return { ...failure, status: 'failed', message: `on ${leader}, which does it for all hosts: ${message}` };
}

/** `any_errors_fatal`: no host goes past a task that failed on one of them. */
function stopOthers(host: HostRun, task: Task, results: readonly ItemResult[]): void {
  const failure = task.anyErrorsFatal ? failureIn(task, { results }) : undefined;
  if (failure && (failure.status === 'unreachable' || !host.isRescued))
    host.batch.failAt(task, [...host.path, task.id]);
}
