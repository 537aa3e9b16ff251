// How tasks of file tell what differs, and what is in the way. Pure.

import { type Field, type Missing, missing } from '../../change.js';
import { differingAttributes } from '../attributes.js';
import type { Found, Wanted } from './params.js';

export function differences(wanted: Wanted, found: Found): readonly Field[] {
  const { state = 'directory', src = null } = wanted;
  return [
    ...(state === found.state ? [] : [{ name: 'state', from: found.state, to: state }]),
    ...(src === null || src === found.src ? [] : [{ name: 'src', from: found.src, to: src }]),
    ...differingAttributes(wanted, found),
  ];
}

/** Something else is never replaced silently: it may be all that somebody has. */
export function inTheWay(wanted: Wanted, found: Found): Missing {
  return missing(
    `${wanted.path} is ${nouns[found.state]}, not a ${nameOf(wanted)}`,
    `remove it first if it is not needed`,
  );
}

function nameOf({ state = 'file', src = '' }: Wanted): string {
  if (state === 'hard') return `hard link to ${src}`;
  return state === 'touch' ? 'file' : state;
}

const nouns: Readonly<Record<Found['state'], string>> = {
  file: 'a file',
  directory: 'a directory',
  link: 'a symbolic link',
  hard: 'a hard link',
  other: 'a device, socket or pipe',
  absent: 'absent',
};
