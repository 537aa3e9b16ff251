// What goes along with a change in the same request: the changes that come next, each behind its own probe.
//
// The host compares. Where a probe answers byte for byte as it did before, the decision is as good as a new one, and the change
// is made. Where it does not, nothing behind it is done, and the controller decides again. So every decision is made from a look
// that is younger than the last act (host/seen_answers.ts), without a round trip for each.
//
// What goes along is brief, such as what writes files: its exit code is the truth. What it goes along with may take its time: its
// own exit code has to be the truth. Once the run is interrupted, the host begins nothing more of it.

import type { Change, Step } from '../../change.js';
import { identityName } from '../../connection.js';
import type { Output, StateModule } from '../../module.js';
import type { Task } from '../../playbook/play.js';
import type { Resolved, ResolvedReady } from '../../playbook/resolve.js';
import { snippetOf } from '../../shell/step.js';
import { beforeChange } from './before_change.js';
import { comingItems, isPlain } from './coming_items.js';
import { decide, probeOf } from './decision.js';
import type { Chain, Foreseen, Link } from './sent_ahead.js';
import type { TaskHost } from './task_host.js';
import { type StateItem, startItem } from './task_item.js';

export const noChain: Chain = { links: [], items: new Map() };

/** Links of one request, bytes of its scripts and inputs, bytes of an answer that the host is to compare. */
const most = { links: 64, bytes: 512 * 1024, answer: 16 * 1024 };

/** @param change that of the item, which is about to be made */
export async function chainBehind(it: StateItem, change: Change): Promise<Chain> {
  if (!mayLead(it, change)) return noChain;
  const items = new Map<Task, readonly Resolved[]>();
  const links: Link[] = [];
  const made = [...madeBy(it.item)];
  let bytes = sizeOf(change.steps);
  for (const { task, item } of comingItems(it, items)) {
    const foreseen = foresee(it, item, made);
    if (!foreseen) break;
    const { decision } = foreseen;
    if (decision.kind === 'change') made.push(...madeBy(item as ReadyState));
    bytes += decision.kind === 'change' ? sizeOf(decision.change.steps) : 0;
    if (bytes > most.bytes || links.length === most.links) break;
    links.push(await linkOf(it.host, task, item as ReadyState, foreseen));
  }
  const last = links.findLastIndex(({ decision }) => decision.kind === 'change');
  return { links: links.slice(0, last + 1), items };
}

type ReadyState = ResolvedReady<StateModule<unknown, unknown>>;

function mayLead({ host, target, task, item, next }: StateItem, change: Change): boolean {
  const { lockOwner } = host.pendingStore;
  return (
    next.items.length + next.tasks.length > 0 &&
    target === host.target &&
    identityName(item.identity) === identityName(lockOwner) &&
    host.isHandler !== true &&
    host.transaction?.isTimed !== true &&
    // A change that is to stay may not open the transaction, and a link that opens it may not be begun.
    host.transaction?.isBegun !== false &&
    !host.batch.stopsEarly &&
    isPlain(task) &&
    (change.judge === 'exit' || item.module.exact ? mayRun(change) : isBrief(item, change)) &&
    sizeOf(change.steps) <= most.bytes
  );
}

/** It may take its time, since its own lines are told. */
function mayRun({ absence, steps }: Change): boolean {
  return absence === undefined && !steps.some((step) => step.kind === 'sh' && step.detached);
}

/** What is judged by its exit code alone does something that no probe finds again. */
export function isBrief({ module: { brief }, wanted }: ReadyState, { judge }: Change): boolean {
  return judge !== 'exit' && (typeof brief === 'function' ? brief(wanted) : brief === true);
}

function madeBy({ module, wanted }: ReadyState): readonly string[] {
  return module.makes?.(wanted) ?? [];
}

function sizeOf(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + bytesOf(step), 0);
}

function bytesOf(step: Step): number {
  return step.kind === 'put' ? step.content.length : step.script.length + (step.input?.length ?? 0);
}

interface DecidedBefore {
  readonly decision: Foreseen;
  /** The answer that it was decided from, which the host has to give. */
  readonly answer: string;
}

/** @param made paths that the changes before it make */
function foresee(
  { target, item: { identity } }: StateItem,
  item: ResolvedReady,
  made: readonly string[],
): DecidedBefore | undefined {
  const { module, wanted } = item;
  if (module.kind !== 'state' || module.onBehalf || item.delegate !== undefined) return undefined;
  if (identityName(item.identity) !== identityName(identity)) return undefined;
  try {
    const seen = target.seen(probeOf(item as ReadyState));
    const output = seen && module.foretell ? module.foretell(seen, made, wanted) : seen;
    const answer = output && textOf(output);
    if (!output || answer === undefined) return undefined;
    const decision = decide(module, wanted, output);
    const goesAlong =
      decision.kind === 'nothing' ||
      (decision.kind === 'change' && isBrief(item as ReadyState, decision.change));
    return goesAlong ? { decision, answer } : undefined;
  } catch {
    return undefined;
  }
}

/** An answer that a shell can compare: text, without anything on standard error. */
function textOf({ code, stdout, stderr }: Output): string | undefined {
  if (code !== 0 || stderr.length > 0 || stdout.length > most.answer) return undefined;
  const text = stdout.toString();
  return !text.includes('\0') && Buffer.from(text).equals(stdout) ? text : undefined;
}

async function linkOf(
  host: TaskHost,
  task: Task,
  item: ReadyState,
  { decision, answer }: DecidedBefore,
): Promise<Link> {
  const { script } = probeOf(item);
  const guard = { script, expects: answer };
  if (decision.kind === 'nothing') return { task, item, decision, snippets: [guard], before: 1 };
  const { steps } = decision.change;
  const { steps: before } = await beforeChange(
    startItem(host, task, item, () => []) as StateItem,
    steps,
    false,
  );
  const own = steps.map((step) => snippetOf(step, undefined, item.environment));
  const snippets = [guard, ...before, ...own, { script }];
  return { task, item, decision, snippets, before: 1 + before.length };
}
