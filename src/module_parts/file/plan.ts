// What file has to do for each state of a path. Pure.

import { posix } from 'node:path';
import { change, missing, type Verdict } from '../../change.js';
import { directoryCall, linkCall, removeCall, removeTreeCall } from '../../shell/door/deeds.js';
import { missingAccount } from '../attributes.js';
import { blockerAbove, blockerFixed, blockerOnTheWay } from '../path_blocker.js';
import { settled } from '../symbolic_mode.js';
import { differingTimes, judgeOf, planAttributes, timesStep } from './attributes.js';
import { deed } from './deed.js';
import { differences, inTheWay } from './difference.js';
import { planHard, planTouch } from './made.js';
import type { Found, Wanted } from './params.js';

export function planPath(wanted: Wanted, found: Found): Verdict {
  switch (stateOf(wanted, found)) {
    case 'file':
      return planFile(wanted, found);
    case 'hard':
      return planHard(wanted, found);
    case 'touch':
      return planTouch(wanted, found);
    case 'directory':
      return planDirectory(wanted, found);
    case 'link':
      return planLink(wanted, found);
    case 'absent':
      return planAbsent(wanted, found);
  }
}

/** Where nothing is said, what is there is meant. */
function stateOf({ state, recurse }: Wanted, found: Found): NonNullable<Wanted['state']> {
  if (state !== undefined) return state;
  if (found.state === 'link') return 'link';
  return recurse || found.state === 'directory' ? 'directory' : 'file';
}

function planFile(wanted: Wanted, found: Found): Verdict {
  if (found.state === 'absent') {
    return missing(
      `there is no file ${wanted.path}`,
      `make it with copy or template, which also set its mode`,
    );
  }
  return found.state === 'file' ? planAttributes(wanted, found) : inTheWay(wanted, found);
}

function planDirectory(given: Wanted, found: Found): Verdict {
  if (found.state === 'directory') return planAttributes(given, found);
  if (found.state !== 'absent') return inTheWay(given, found);
  const wanted = settled(given, found, 'directory');
  const times = differingTimes(wanted, found);
  return (
    blockerAbove(found, { deep: true }) ??
    missingAccount(wanted, found) ??
    blockerOnTheWay(wanted, found) ??
    change(
      [...differences(wanted, found), ...times],
      [
        deed(wanted, 'deep', directoryCall(wanted), { touches: [topmostMade(wanted, found)] }),
        ...(times.length === 0 ? [] : [timesStep(wanted, times)]),
      ],
      judgeOf(times),
    )
  );
}

/** The first of the directories that are made, which holds the others. */
function topmostMade({ path }: Wanted, { above: { parent, nearest } }: Found): string {
  if (parent === nearest) return path;
  const below = parent.slice(nearest === '/' ? 1 : nearest.length + 1).split('/')[0];
  return posix.join(nearest, below ?? '');
}

function planLink(wanted: Wanted, found: Found): Verdict {
  const isReplaced = found.state === 'file' && wanted.force;
  if (found.state !== 'link' && found.state !== 'absent' && !isReplaced) return inTheWay(wanted, found);
  const isMeant = wanted.src === undefined || found.src === wanted.src;
  if (found.state === 'link' && isMeant) return planAttributes(wanted, found);
  return (
    blockerFixed(found) ??
    blockerAbove(found) ??
    missingAccount(wanted, found) ??
    blockerOnTheWay(wanted, { ...found, owner: null }) ??
    change(differences(wanted, found), [
      deed(wanted, 'itself', linkCall(wanted.src ?? '', wanted), { touches: [wanted.path] }),
    ])
  );
}

function planAbsent(wanted: Wanted, found: Found): Verdict {
  if (found.state === 'absent') return null;
  const isTree = found.state === 'directory';
  const where = isTree ? { removes: [wanted.path] } : { touches: [wanted.path] };
  const step = deed(wanted, 'itself', isTree ? removeTreeCall : removeCall, where);
  return blockerFixed(found) ?? blockerAbove(found) ?? change(differences(wanted, found), [step]);
}
