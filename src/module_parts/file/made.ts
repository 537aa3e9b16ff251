// A file that is made: an empty one, or another name of one. Pure.

import { change, missing, type Verdict } from '../../change.js';
import { hardLinkCall } from '../../shell/door/file_deeds.js';
import { differingAttributes, missingAccount } from '../attributes.js';
import { putStep } from '../file_steps.js';
import { blockerAbove, blockerFixed, blockerOnTheWay } from '../path_blocker.js';
import { settled } from '../symbolic_mode.js';
import { differingTimes, judgeOf, planAttributes, timesStep } from './attributes.js';
import { deed } from './deed.js';
import { differences, inTheWay } from './difference.js';
import type { Found, Wanted } from './params.js';

export function planTouch(given: Wanted, found: Found): Verdict {
  if (found.state === 'file' || found.state === 'directory') return planAttributes(given, found);
  if (found.state !== 'absent') return inTheWay(given, found);
  const wanted = settled(given, found);
  const all = differingTimes(wanted, found);
  const times = all.filter(({ to }) => to !== 'now');
  const fields = [
    { name: 'state', from: 'absent', to: 'file' },
    ...differingAttributes(wanted, found),
    ...times,
  ];
  const put = putStep({ ...wanted, backup: false }, new Uint8Array());
  return (
    blockerAbove(found) ??
    missingAccount(wanted, found) ??
    blockerOnTheWay(wanted, found) ??
    change(fields, [put, ...(times.length === 0 ? [] : [timesStep(wanted, times)])], judgeOf(all))
  );
}

export function planHard(given: Wanted, found: Found): Verdict {
  const { path, src = '', force } = given;
  if (!found.hasSrc) return missing(`there is no ${src}`, 'src names the file that gets another name');
  if (found.state === 'hard') return planAttributes(given, found);
  if (found.state === 'directory' || found.state === 'other' || (found.state === 'file' && !force))
    return inTheWay(given, found);
  const wanted = settled(given, found);
  const times = differingTimes(wanted, { ...found, access_time: null, modification_time: null });
  return (
    blockerFixed(found) ??
    blockerAbove(found) ??
    missingAccount(wanted, found) ??
    blockerOnTheWay(wanted, { ...found, owner: null }) ??
    change(
      [...differences(wanted, found), ...times],
      [
        deed(wanted, 'itself', hardLinkCall(src, wanted), { touches: [path] }),
        ...(times.length === 0 ? [] : [timesStep(wanted, times)]),
      ],
      judgeOf(times),
    )
  );
}
