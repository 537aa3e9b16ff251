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
  const on = (count: Count) => {
    if (hostsWith(count) === all) return all === 1 ? '1 host' : `all ${all} hosts`;
    return `${hostsWith(count)} of ${all} hosts`;
  };

  const change = mode === 'plan' ? 'would_change' : 'changed';
  const pending = mode === 'plan' ? 'pending change' : 'change';
  const parts = [
    ...(sum('failed') > 0 ? [`${counted(hostsWith('failed'), 'host')} failed`] : []),
    ...(sum('unreachable') > 0 ? [`${counted(hostsWith('unreachable'), 'host')} could not be reached`] : []),
    ...(sum(change) > 0 ? [`${counted(sum(change), pending)} on ${on(change)}`] : []),
    ...(sum('unknown') > 0 ? [`${sum('unknown')} not known yet`] : []),
    ...(sum('ignored') > 0 ? [`${counted(sum('ignored'), 'failure')} ignored`] : []),
  ];
  const what = parts.join(', ');
  if (recap.interrupted) return `Interrupted${what && `: ${what}`}. Run the same command again to go on.`;
  if (sum('failed') + sum('unreachable') > 0) return `${what}. ${afterFailure(mode)}`;
  if (mode === 'plan' && sum(change) + sum('unknown') > 0) {
    return `${what}. Nothing was touched; apply makes the changes.`;
  }
  const quiet =
    mode === 'plan' ? `nothing to change on ${counted(all, 'host')}` : `0 changed on ${counted(all, 'host')}`;
  return `${mode === 'plan' ? 'In sync' : 'Done'}: ${sum(change) > 0 ? what : [quiet, ...parts].join(', ')}.`;
}

type Count = keyof Omit<HostRecap, 'time'>;

function afterFailure(mode: Mode): string {
  return mode === 'plan'
    ? 'Nothing was touched; the plan is not complete.'
    : 'What is done stays done: mend the cause and run the same command again.';
}
