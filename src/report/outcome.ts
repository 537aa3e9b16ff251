// One outcome as text: the task's title, and below or beside it what differs and why.

import type { Field } from '../change.js';
import { fieldText, type Outcome, type TaskOutcome, type TaskTitle } from '../event.js';
import { diffLines, diffSummary } from './diff.js';
import { visible, visibleLines } from './escape.js';
import type { Page } from './page.js';
import { isFailure, isRun } from './status.js';
import { textWidth, truncate, wrap } from './width.js';

/** Longest value of a field, in columns: more is a text, and texts have diffs. */
const valueLimit = 200;

/** `handler: reload nginx`, `create a user: alice`, `make the certificate, on ca-1`. */
export function titleText(task: TaskTitle): string {
  const prefix = task.handler ? 'handler: ' : '';
  const item = task.item === undefined ? '' : `: ${visible(task.item)}`;
  const delegate = task.delegate === undefined ? '' : `, on ${visible(task.delegate)}`;
  return `${prefix}${visible(task.name)}${truncate(item, 60)}${delegate}`;
}

/** The title of what an outcome is about. */
export function outcomeTitle(outcome: Outcome): string {
  return outcome.type === 'outcome' ? titleText(outcome.task) : visible(outcome.doing);
}

/**
 * An outcome's lines, the first one with the title. A single detail that fits stands beside the title, others below.
 *
 * @param lead what stands left of the title; details are indented by its width
 */
export function outcomeLines(outcome: Outcome, lead: string, page: Page): string[] {
  const indent = Math.min(textWidth(lead), Math.floor(page.columns / 2));
  const room = page.columns - indent;
  const title = outcomeTitle(outcome) + page.style('dim', seenToday(outcome));
  const details = detailLines(outcome, room, page);
  const detail = (text: string) => (isFailure(outcome) ? text : page.style('dim', text));
  const [only = ''] = details;
  const beside = details.length === 1 && textWidth(`${lead}${title}  ${only}`) <= page.columns;
  return [
    beside ? `${lead}${title}  ${detail(only)}` : `${lead}${title}`,
    ...(beside ? [] : details.map((line) => ' '.repeat(indent) + detail(line))),
    ...(outcome.type === 'outcome' ? diffsBelow(outcome, page) : []),
  ];
}

function seenToday(outcome: Outcome): string {
  const isSeen = outcome.type === 'outcome' && outcome.asSeenToday && outcome.status === 'would_change';
  return isSeen ? ', as seen today' : '';
}

function detailLines(outcome: Outcome, columns: number, page: Page): string[] {
  const message = visibleLines(outcome.message ?? '').flatMap((line) => wrap(line, columns));
  if (outcome.type === 'host_outcome') return message;
  const fields = outcome.fields.filter((field) => !fieldDiff(field, page) && !isRun(field));
  const notes = outcome.fields.flatMap(({ note }) => (note === undefined ? [] : visible(note)));
  return [...message, ...changeLines(fields.map(fieldLine), outcome), ...notes];
}

/** What differs, after what it is about, unless the title says that already. */
function changeLines(lines: readonly string[], { object, task }: TaskOutcome): readonly string[] {
  const [first, ...more] = lines;
  if (first === undefined || object === undefined || says(task.name, object)) return lines;
  return more.length === 0 ? [`${visible(object)}  ${first}`] : [visible(object), ...lines];
}

/** As a word of its own: a title about OpenSSL does not name the module ssl, nor one about a.conf.d the file a.conf. */
function says(title: string, object: string): boolean {
  const parts = title.split(object);
  return parts.slice(1).some((after, at) => {
    const before = parts[at] ?? '';
    return !/[\w./@:-]$/.test(before) && !/^(?:[\w/@:-]|\.\w)/.test(after);
  });
}

function fieldLine({ name, from, to, texts }: Field): string {
  const summary = texts && diffSummary(texts);
  return `${visible(name)}: ${summary ?? `${valueText(from)} -> ${valueText(to)}`}`;
}

/** A digest is only there to be compared: its first digits do. */
function valueText(value: Field['from']): string {
  const text = visible(fieldText(value)).replace(/^(sha\d+:[0-9a-f]{12})[0-9a-f]{20,}$/, '$1…');
  return truncate(text, valueLimit);
}

/** A diff starts near the left edge: its lines are long. */
function diffsBelow(outcome: TaskOutcome, page: Page): string[] {
  const { fields, object } = outcome;
  return fields.flatMap((field) => fieldDiff(field, page, object) ?? []).map((line) => `    ${line}`);
}

/** undefined where a field is told in a line. */
function fieldDiff({ texts }: Field, page: Page, object?: string): string[] | undefined {
  return page.diff && texts ? diffLines(texts, page.style, object) : undefined;
}
