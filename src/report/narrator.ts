// The story of a run as lines of text, for a log and for above the live block of a terminal.
//
// An apply is told as it happens, a line for each outcome that matters. A plan is told play by play, in the order of
// the page, with equal outcomes of several hosts folded into one, because it is read and not watched.

import type { Mode, Outcome, PlayStarted, RunEvent, RunStarted, Warning } from '../event.js';
import { visible } from './escape.js';
import { failureLines } from './failures.js';
import { digestOf, type Folded, openFold } from './fold.js';
import { hostsText } from './host_list.js';
import { openLasting } from './lasting.js';
import { outcomeLines } from './outcome.js';
import { counted, type Page } from './page.js';
import { recapLines } from './recap.js';
import { isFailure, isWorthALine, shownStatus, statusFormats, statusWords } from './status.js';
import { padEnd, textWidth, wrap } from './width.js';

/** Host names take at most this much of a line. */
const hostColumn = 32;

/** Gives the lines that an event adds to the story, mostly none. */
export type Narrator = (event: RunEvent) => string[];

export function openNarrator(page: Page): Narrator {
  let mode: Mode = 'apply';
  let hosts: readonly string[] = [];
  let names = 0;
  const plan = openFold();
  const failures = openFold();
  const lasting = openLasting();
  const shownDiffs = new Set<string>();

  /** What a whole fleet gets is shown on the first host that gets it, and counted on the others. */
  const pageFor = (outcome: Outcome): Page => {
    if (outcome.type === 'host_outcome') return page;
    const { task, fields, diff = page.diff } = outcome;
    if (!diff) return page;
    const key = digestOf([task.id, fields]);
    const known = shownDiffs.has(key);
    shownDiffs.add(key);
    return { ...page, diff: !known };
  };

  return (event) => {
    switch (event.type) {
      case 'run':
        mode = event.mode;
        return runLines(event, page);
      case 'play': {
        const before = foldedLines(plan.take(hosts), hosts, page);
        hosts = event.hosts;
        names = Math.min(hostColumn, widestName(hosts));
        return [...before, ...playLines(event, page)];
      }
      case 'outcome':
      case 'host_outcome':
        if (isFailure(event)) failures.add(event);
        if (!isWorthALine(event)) return [];
        if (mode === 'apply') return toldLines(event, names, pageFor(event));
        plan.add(event);
        return [];
      case 'warning':
        if (!event.lasting) return warningLines(event, page);
        lasting.add(event);
        return [];
      case 'recap':
        return [
          ...foldedLines(plan.take(hosts), hosts, page),
          ...failureLines(failures.take(Object.keys(event.hosts)), event.hosts, page),
          ...lasting.lines(Object.keys(event.hosts), page),
          ...recapLines(event, mode, page),
        ];
      case 'host':
      case 'start':
      case 'line':
        return [];
    }
  };
}

function runLines({ mode, playbook, hosts }: RunStarted, { style }: Page): string[] {
  const [verb, to] = mode === 'plan' ? ['Plan of', 'for'] : ['Applying', 'to'];
  return [style('bold', `${verb} ${visible(playbook)} ${to} ${counted(hosts.length, 'host')}`)];
}

function playLines({ name, hosts, tasks }: PlayStarted, { style }: Page): string[] {
  const size = style('dim', `${counted(hosts.length, 'host')}, ${counted(tasks, 'task')}`);
  return ['', `${style('bold', visible(name))}  ${size}`];
}

/** `web-1  changed  Install nginx  packages: absent -> nginx` */
function toldLines(outcome: Outcome, names: number, page: Page): string[] {
  const host = page.style('bold', padEnd(visible(outcome.host), names));
  return outcomeLines(outcome, `${host}  ${statusText(outcome, 11, page)}  `, page);
}

function widestName(hosts: readonly string[]): number {
  return hosts.reduce((most, host) => Math.max(most, textWidth(visible(host))), 0);
}

/** The same with the hosts below it, as they are many. */
function foldedLines(plan: readonly Folded[], all: readonly string[], page: Page): string[] {
  return plan.flatMap(({ outcome, hosts }) => {
    const lead = `${statusText(outcome, 12, page)}  `;
    const indent = ' '.repeat(14);
    const [title = '', ...details] = outcomeLines(outcome, lead, page);
    const where = all.length === 1 ? [] : wrap(`on ${hostsText(hosts, all)}`, page.columns - indent.length);
    return [title, ...where.map((line) => page.style('cyan', `${indent}${line}`)), ...details];
  });
}

function statusText(outcome: Outcome, columns: number, page: Page): string {
  const status = shownStatus(outcome);
  return page.style(statusFormats[status], padEnd(statusWords[status], columns));
}

function warningLines({ message, host, place }: Warning, page: Page): string[] {
  const who = host === undefined || message.startsWith(`${host}: `) ? '' : `${visible(host)}: `;
  const where = place ? ` (${visible(place.file)}:${place.line}:${place.column})` : '';
  const text = `warning: ${who}${visible(message)}${where}`;
  return wrap(text, page.columns).map((line) => page.style('magenta', line));
}
