// What file has to do for each state of a path. Pure.

import { posix } from 'node:path';
import { change, type Field, type Missing, missing, type ShellStep, type Verdict } from '../../change.js';
import {
  attributesCall,
  deeds,
  directoryCall,
  linkCall,
  removeCall,
  removeTreeCall,
} from '../../shell/door/deeds.js';
import { atDoor, isAllowed, type Way } from '../../shell/door/door.js';
import { differingAttributes, missingAccount } from '../attributes.js';
import { blockerAbove, blockerFixed, blockerOnTheWay, tellLink } from '../path_blocker.js';
import { type Found, isFollowed, type Wanted } from './params.js';

export function planPath(wanted: Wanted, found: Found): Verdict {
  switch (wanted.state) {
    case 'file':
      return planFile(wanted, found);
    case 'directory':
      return planDirectory(wanted, found);
    case 'link':
      return planLink(wanted, found);
    case 'absent':
      return planAbsent(wanted, found);
  }
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

function planDirectory(wanted: Wanted, found: Found): Verdict {
  if (found.state === 'directory') return planAttributes(wanted, found);
  if (found.state !== 'absent') return inTheWay(wanted, found);
  return (
    blockerAbove(found, { deep: true }) ??
    missingAccount(wanted, found) ??
    blockerOnTheWay(wanted, found) ??
    change(differences(wanted, found), [
      deed(wanted, 'deep', directoryCall(wanted), { touches: [topmostMade(wanted, found)] }),
    ])
  );
}

/** The first of the directories that are made, which holds the others. */
function topmostMade({ path }: Wanted, { above: { parent, nearest } }: Found): string {
  if (parent === nearest) return path;
  const below = parent.slice(nearest === '/' ? 1 : nearest.length + 1).split('/')[0];
  return posix.join(nearest, below ?? '');
}

function planLink(wanted: Wanted, found: Found): Verdict {
  if (found.state !== 'link' && found.state !== 'absent') return inTheWay(wanted, found);
  if (found.state === 'link' && found.src === wanted.src) return planAttributes(wanted, found);
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

function planAttributes(wanted: Wanted, found: Found): Verdict {
  const fields = differingAttributes(wanted, found);
  if (fields.length === 0) return null;
  const follow = isFollowed(wanted);
  const step = deed(wanted, follow ? 'follow' : 'itself', attributesCall(wanted), {
    touches: [wanted.path],
    follow,
  });
  return (
    missingAccount(wanted, found) ??
    blockerFixed(found) ??
    blockerOnTheWay(wanted, found) ??
    change(tellLink(fields, wanted.path, found), [step])
  );
}

/** One thing done at the path, through the door. */
function deed(
  { path, unsafe_path }: Wanted,
  at: Way['at'],
  call: string,
  where: Pick<ShellStep, 'touches' | 'follow' | 'removes'>,
): ShellStep {
  const unsafe = isAllowed(unsafe_path);
  return {
    kind: 'sh',
    script: atDoor({ path, at, unsafe }, deeds, call),
    ...where,
    unsafe,
  };
}

function differences(wanted: Wanted, found: Found): readonly Field[] {
  const { state, src = null } = wanted;
  return [
    ...(state === found.state ? [] : [{ name: 'state', from: found.state, to: state }]),
    ...(src === null || src === found.src ? [] : [{ name: 'src', from: found.src, to: src }]),
    ...differingAttributes(wanted, found),
  ];
}

/** Something else is never replaced silently: it may be all that somebody has. */
function inTheWay(wanted: Wanted, found: Found): Missing {
  return missing(
    `${wanted.path} is ${nouns[found.state]}, not a ${wanted.state}`,
    `remove it first if it is not needed`,
  );
}

const nouns: Readonly<Record<Found['state'], string>> = {
  file: 'a file',
  directory: 'a directory',
  link: 'a symbolic link',
  other: 'a device, socket or pipe',
  absent: 'absent',
};
