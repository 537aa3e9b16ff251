// Where the time of a run went: the slowest host by phase, the slowest tasks of all hosts.

import type { Recap } from '../event.js';
import { durationText } from './duration.js';
import { visible } from './escape.js';
import type { Page } from './page.js';
import { hostTime } from './rows.js';
import { truncate, wrap } from './width.js';

/** Shorter tasks are not worth naming, in milliseconds. */
const slowTask = 500;
const slowTasks = 3;

export function timeLines(recap: Recap, page: Page): string[] {
  return [`${durationText(recap.ms)} in all${slowestHost(recap)}`, ...slowestTasks(recap)]
    .flatMap((text) => wrap(text, page.columns))
    .map((line) => page.style('dim', line));
}

function slowestHost({ hosts }: Recap): string {
  const [slowest] = Object.entries(hosts).sort(([, one], [, other]) => hostTime(other) - hostTime(one));
  if (!slowest) return '';
  const [host, { time }] = slowest;
  const phases = [
    `connect ${durationText(time.connect)}`,
    `look ${durationText(time.look)}`,
    `act ${durationText(time.act)}`,
  ];
  const whose = Object.keys(hosts).length > 1 ? `; the slowest host, ${visible(host)}` : '';
  return `${whose}: ${phases.join(', ')}`;
}

/** The same task on several hosts is named once, with the host that it took longest on. */
function slowestTasks({ hosts }: Recap): string[] {
  const longest = new Map<string, { readonly host: string; readonly ms: number }>();
  for (const [host, { time }] of Object.entries(hosts)) {
    for (const { task, ms } of time.slowest) {
      if (ms >= slowTask && ms > (longest.get(task)?.ms ?? 0)) longest.set(task, { host, ms });
    }
  }
  const worst = [...longest].sort(([, one], [, other]) => other.ms - one.ms).slice(0, slowTasks);
  const several = Object.keys(hosts).length > 1;
  const named = worst.map(([task, { host, ms }]) => {
    const where = several ? ` on ${visible(host)}` : '';
    return `${truncate(visible(task), 40)} ${durationText(ms)}${where}`;
  });
  return named.length > 0 ? [`Slowest tasks: ${named.join(', ')}`] : [];
}
