// What archive does: nothing, attributes alone, or the archive anew, written beside its place and put there when it is whole. Pure.

import { change, type Field, type Missing, missing, type Verdict } from '../../change.js';
import { differingAttributes, missingAccount } from '../attributes.js';
import { attributesStep } from '../file_steps.js';
import { blockerToWrite, tellLink } from '../path_blocker.js';
import { settled } from '../symbolic_mode.js';
import { compared } from './compare.js';
import { packStep } from './pack.js';
import { destOf, type Wanted } from './params.js';
import type { FoundArchive } from './read.js';

export function planArchive(given: Wanted, found: FoundArchive): Verdict {
  const wanted = settled(given, found);
  const path = destOf(wanted);
  const refused = whyNot(wanted, found) ?? missingAccount(wanted, found);
  if (refused) return refused;
  const content = contentField(wanted, found);
  const attributes = differingAttributes(wanted, found);
  if (content === undefined && attributes.length === 0) return null;
  const fields = tellLink(content ? [content, ...attributes] : attributes, path, found);
  const blocker = blockerToWrite(wanted, found, content !== undefined);
  if (blocker) return { ...blocker, fields };
  const step = content ? packStep(wanted, found) : attributesStep({ ...wanted, path, follow: true });
  return change(fields, [step]);
}

const packages: Readonly<Record<string, string>> = { xz: 'xz-utils', tar: 'tar (that of GNU)' };

function whyNot(wanted: Wanted, found: FoundArchive): Missing | undefined {
  const { need, isTorn, sources, isArchive, kind } = found;
  const dest = destOf(wanted);
  if (need !== undefined)
    return missing(
      `this host has no ${packages[need] ?? need}, which format: ${wanted.format} needs`,
      `install ${packages[need] ?? need} first, with apt`,
    );
  if (isTorn)
    return missing(
      'a name of what is to be packed holds a line feed',
      'rename it, or leave it out with exclude_path',
    );
  if (sources.length === 0)
    return missing(
      `there is nothing to pack in ${wanted.path.join(', ')}`,
      'see path, exclude_path and exclusion_patterns',
    );
  if (wanted.dest === undefined && isArchive && found.root !== '' && isFolder(wanted, found))
    return missing(`${wanted.path[0]} is a directory`, 'say dest, the name of the archive');
  if (kind === 'directory') return missing(`${dest} is a directory`, 'name the file that is meant');
  if (kind === 'other') return missing(`${dest} is a device, socket or pipe`, 'name another dest');
  for (const source of sources) {
    if (source.kind === 'other')
      return missing(`${source.path} is a device, socket or pipe`, 'leave it out with exclusion_patterns');
    if (source.kind === 'link' && wanted.format === 'zip')
      return missing(
        `${source.path} is a symbolic link, which zip does not keep`,
        'use another format, or leave it out with exclusion_patterns',
      );
  }
  return undefined;
}

/** What is packed is not the path itself, but what is in it. */
function isFolder({ path }: Wanted, { sources }: FoundArchive): boolean {
  return sources.every((source) => source.path !== path[0]);
}

function contentField(wanted: Wanted, found: FoundArchive): Field | undefined {
  const { from, to, note } = archived(wanted, found);
  return from === to ? undefined : { name: 'archived', from, to, ...(note && { note }) };
}

/** How much of it is in the archive, as a report tells it. */
export function archived(wanted: Wanted, found: FoundArchive) {
  if (!found.isArchive) {
    const to = 'what the file holds';
    return {
      from: found.isSame ? to : found.kind === 'nothing' ? null : 'something else',
      to,
      note: undefined,
    };
  }
  const all = found.sources.length;
  const { differing, left } = compared(wanted, found);
  const more = left.length === 0 ? '' : ` and ${left.length} more`;
  const from =
    found.kind === 'nothing'
      ? null
      : found.members === undefined
        ? `no ${wanted.format}`
        : `${all - differing.length} of ${all}${more}`;
  const shown = [...differing, ...left.map((name) => `${name} (no longer there)`)];
  const rest = shown.length > 5 ? ` and ${shown.length - 5} more` : '';
  return { from, to: `${all} of ${all}`, note: `these differ: ${shown.slice(0, 5).join(', ')}${rest}` };
}
