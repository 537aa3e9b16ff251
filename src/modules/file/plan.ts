// What file has to do for each state of a path. Pure.

import { posix } from 'node:path';
import { change, type Field, type Missing, missing, type Step, sh, type Verdict } from '../../change.js';
import { renameOver } from '../../shell/path.js';
import { quote } from '../../shell/quote.js';
import { besideFunction } from '../../shell/temporary.js';
import { differingAttributes, missingAccount, setAttributes, setLinkAttributes } from '../attributes.js';
import type { Found, Wanted } from '../file.js';
import { obstacleAbove } from '../standing.js';

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
    return missing(`there is no file ${wanted.path}: make it with copy or template, which also set its mode`);
  }
  return found.state === 'file' ? planAttributes(wanted, found) : inTheWay(wanted, found);
}

function planDirectory(wanted: Wanted, found: Found): Verdict {
  if (found.state === 'directory') return planAttributes(wanted, found);
  if (found.state !== 'absent') return inTheWay(wanted, found);
  const path = quote(wanted.path);
  // Parents are made as by hand; the directory itself stays closed until its mode is set.
  const make = `(umask 022; mkdir -p ${quote(posix.dirname(wanted.path))}) &&
(umask ${wanted.mode ? '077' : '022'}; mkdir ${path}) && ${setAttributes(path, wanted)}`;
  return (
    obstacleAbove(found, { deep: true }) ??
    missingAccount(wanted, found) ??
    change(differences(wanted, found), [sh(make, [topmostMade(wanted, found)])])
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
    obstacleAbove(found) ??
    missingAccount(wanted, found) ??
    change(differences(wanted, found), [sh(makeLink(wanted), [wanted.path])])
  );
}

/** The new link is made beside the old one and renamed over it, so that there is always one or the other. */
function makeLink(wanted: Wanted): string {
  return `${besideFunction}
p=${quote(wanted.path)}
hw_beside ${quote(posix.dirname(wanted.path))}
t=\${hw_name}link
ln -s -- ${quote(wanted.src ?? '')} "$t" || exit 1
{ ${setLinkAttributes('"$t"', wanted)} && ${renameOver('"$t"', '"$p"')}; } || { rm -f "$t"; exit 1; }`;
}

function planAbsent(wanted: Wanted, found: Found): Verdict {
  if (found.state === 'absent') return null;
  const remove = found.state === 'directory' ? 'rm -rf' : 'rm -f';
  const where = found.state === 'directory' ? { removes: [wanted.path] } : { touches: [wanted.path] };
  const step: Step = { kind: 'sh', script: `${remove} ${quote(wanted.path)}`, ...where };
  return obstacleAbove(found) ?? change(differences(wanted, found), [step]);
}

function planAttributes(wanted: Wanted, found: Found): Verdict {
  const fields = differingAttributes(wanted, found);
  if (fields.length === 0) return null;
  const set = found.state === 'link' ? setLinkAttributes : setAttributes;
  return (
    missingAccount(wanted, found) ?? change(fields, [sh(set(quote(wanted.path), wanted), [wanted.path])])
  );
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
    `${wanted.path} is ${nouns[found.state]}, not a ${wanted.state}: remove it first if it is not needed`,
  );
}

const nouns: Readonly<Record<Found['state'], string>> = {
  file: 'a file',
  directory: 'a directory',
  link: 'a symbolic link',
  other: 'a device, socket or pipe',
  absent: 'absent',
};
