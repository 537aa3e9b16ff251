// Mode, owner, group and times of what is there, and of everything in it. Pure.

import { type Change, change, type Field, type ShellStep, type Verdict } from '../../change.js';
import { attributesCall } from '../../shell/door/deeds.js';
import { timesCall, treeCall } from '../../shell/door/file_deeds.js';
import { differingAttributes, missingAccount } from '../attributes.js';
import { blockerFixed, blockerOnTheWay, tellLink } from '../path_blocker.js';
import { settled } from '../symbolic_mode.js';
import { deed } from './deed.js';
import { type Found, isFollowed, timesOf, type Wanted } from './params.js';
import { differingInTree } from './tree.js';

export function planAttributes(given: Wanted, found: Found): Verdict {
  const wanted = settled(given, found);
  const own = differingAttributes(found.state === 'link' ? { ...wanted, mode: undefined } : wanted, found);
  const times = differingTimes(wanted, found);
  const inside = given.recurse ? differingInTree(given, found) : [];
  const tree: readonly Field[] = inside.length === 0 ? [] : [{ name: 'recurse', from: [...inside], to: [] }];
  const fields = [...own, ...tree, ...times];
  if (fields.length === 0) return null;
  const follow = isFollowed(wanted);
  const at = follow ? 'follow' : 'itself';
  const touches = { touches: [wanted.path], follow };
  const steps: ShellStep[] = [
    ...(own.length === 0 || tree.length > 0 ? [] : [deed(wanted, at, attributesCall(wanted), touches)]),
    ...(tree.length === 0 ? [] : [deed(given, at, treeCall(given), { removes: [wanted.path] })]),
    ...(times.length === 0 ? [] : [timesStep(wanted, times)]),
  ];
  return (
    missingAccount(wanted, found) ??
    blockerFixed(found) ??
    blockerOnTheWay(wanted, found) ??
    change(tellLink(fields, wanted.path, found), steps, judgeOf(times))
  );
}

export function timesStep(wanted: Wanted, fields: readonly Field[]): ShellStep {
  const follow = isFollowed(wanted);
  const to = (name: string) => String(fields.find((field) => field.name === name)?.to ?? '');
  const call = timesCall(to('access_time'), to('modification_time'));
  return deed(wanted, follow ? 'follow' : 'itself', call, { touches: [wanted.path], follow });
}

export function differingTimes(wanted: Wanted, found: Found): readonly Field[] {
  return Object.entries(timesOf(wanted)).flatMap(([name, to]) => {
    const from = found[name as 'access_time' | 'modification_time'] ?? null;
    return to === 'preserve' || to === from ? [] : [{ name, from, to }];
  });
}

/** A time that is now is never so again. */
export function judgeOf(times: readonly Field[]): Change['judge'] {
  return times.some(({ to }) => to === 'now') ? 'exit' : 'probe';
}
