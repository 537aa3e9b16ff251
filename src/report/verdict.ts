// The last words of a run: how it ended and what to do now. Pure; the colour tells the same as the exit code.

import type { HostRecap, Mode, Recap } from '../event.js';
import { exitCodeOf } from './exit_code.js';
import { counted, type Page } from './page.js';
import type { Format } from './style.js';
import { wrap } from './width.js';

export function verdictLines(recap: Recap, mode: Mode, page: Page): string[] {
  const formats: { readonly [code: number]: Format } = { 0: ['green', 'bold'], 2: ['yellow', 'bold'] };
  const format = formats[exitCodeOf(recap, mode)] ?? ['red', 'bold'];
  return wrap(verdictText(recap, mode), page.columns).map((line) => page.style(format, line));
}

function verdictText(recap: Recap, mode: Mode): string {
  const all = Object.keys(recap.hosts).length;
  const sum = (count: Count) => Object.values(recap.hosts).reduce((total, host) => total + host[count], 0);
  const hostsWith = (count: Count) => Object.values(recap.hosts).filter((host) => host[count] > 0).length;
  const ofAll = (count: Count) => (all === 1 ? '1 host' : `${hostsWith(count)} of ${all} hosts`);

  const changes = sum(mode === 'plan' ? 'would_change' : 'changed');
  const on = ofAll(mode === 'plan' ? 'would_change' : 'changed');
  const parts = [
    ...(sum('failed') > 0 ? [`${ofAll('failed')} failed`] : []),
    ...(sum('unreachable') > 0 ? [`${ofAll('unreachable')} could not be reached`] : []),
    ...(changes > 0 ? [`${counted(changes, mode === 'plan' ? 'pending change' : 'change')} on ${on}`] : []),
    ...(sum('unknown') > 0 ? [`${sum('unknown')} not known yet`] : []),
  ];
  const what = parts.join(', ');
  if (recap.interrupted) return `Interrupted${what && `: ${what}`}. Run the same command again to go on.`;
  if (sum('failed') + sum('unreachable') > 0) return `${what}. ${afterFailure(mode)}`;
  if (mode === 'plan' && what) return `${what}. Nothing was touched; apply makes the changes.`;
  if (mode === 'plan') return `In sync: ${counted(all, 'host')}, nothing to change.`;
  return what ? `Done: ${what}.` : `Done: 0 changed, ${counted(all, 'host')} in sync.`;
}

type Count = keyof Omit<HostRecap, 'time'>;

function afterFailure(mode: Mode): string {
  return mode === 'plan'
    ? 'Nothing was touched; the plan is not complete.'
    : 'What is done stays done: mend the cause and run the same command again.';
}
