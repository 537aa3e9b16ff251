// What went wrong, told once more at the end and in full: where, why, what to do, and what the command said.

import type { HostRecap, TaskOutcome } from '../event.js';
import { visible, visibleLines } from './escape.js';
import type { Folded } from './fold.js';
import { hostsText } from './host_list.js';
import { outcomeTitle } from './outcome.js';
import type { Page } from './page.js';
import { statusFormats, statusWords } from './status.js';
import { truncate, wrap } from './width.js';

/** Last lines of a failed command's output; the JSON report has all that was kept. */
const outputLimit = 15;

/** Failures that the recap counts; those that a rescue made good are left out. */
export function failureLines(
  failures: readonly Folded[],
  recaps: { readonly [host: string]: HostRecap },
  page: Page,
): string[] {
  const lost = (host: string) => (recaps[host]?.failed ?? 0) + (recaps[host]?.unreachable ?? 0) > 0;
  return failures
    .map(({ outcome, hosts }) => ({ outcome, hosts: hosts.filter(lost) }))
    .filter(({ hosts }) => hosts.length > 0)
    .flatMap((failure) => ['', ...oneFailure(failure, Object.keys(recaps), page)]);
}

function oneFailure({ outcome, hosts }: Folded, all: readonly string[], page: Page): string[] {
  const { status, message, advice } = outcome;
  const output = outcome.type === 'outcome' ? outcome.output : undefined;
  const at = outcome.type === 'outcome' ? outcome.task.place : outcome.place;
  const { style } = page;
  const indented = (text: string) =>
    visibleLines(text).flatMap((line) => wrap(line, page.columns - 2).map((part) => `  ${part}`));
  const place = `${visible(at.file)}:${at.line}:${at.column}`;
  const head = `${style(statusFormats[status], statusWords[status])}  ${style('bold', outcomeTitle(outcome))}`;
  return [
    head,
    ...wrap(`on ${hostsText(hosts, all)}, ${place}`, page.columns - 2).map((line) =>
      style('dim', `  ${line}`),
    ),
    ...indented(message ?? ''),
    ...indented(advice ?? '').map((line) => style('cyan', line)),
    ...(output && !isTold(output, message) ? outputLines(output, page) : []),
  ];
}

/** The message of a failed step ends with its last words, which may be all of them. */
function isTold({ stdout, stderr }: NonNullable<TaskOutcome['output']>, message = ''): boolean {
  const text = (stderr.trim() === '' ? stdout : stderr).trim();
  return text !== '' && message.endsWith(text);
}

/** stderr tells why; stdout only where stderr is silent. */
function outputLines({ code, stdout, stderr }: NonNullable<TaskOutcome['output']>, page: Page): string[] {
  const [name, text] = stderr.trim() === '' ? ['stdout', stdout] : ['stderr', stderr];
  const lines = visibleLines(text);
  const shown = lines.slice(-outputLimit).map((line) => truncate(line, 500));
  const cut = lines.length > shown.length ? `, the last ${shown.length} of ${lines.length} lines` : '';
  const head = shown.length > 0 ? `exit code ${code}, ${name}${cut}:` : `exit code ${code}, no output`;
  return [page.style('dim', `  ${head}`), ...shown.map((line) => `  ${page.style('dim', '|')} ${line}`)];
}
