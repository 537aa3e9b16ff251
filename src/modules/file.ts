// file: a file's attributes, a directory, a symbolic link, or nothing at a path. Content is copy's and template's.

import { posix } from 'node:path';
import { z } from 'zod';
import { change, type Field, type Missing, missing, sh, type Verdict } from '../change.js';
import { defineModule } from '../module.js';
import { renameOver } from '../shell/path.js';
import { quote } from '../shell/quote.js';
import {
  attributeParams,
  differingAttributes,
  missingAccount,
  setAttributes,
  setLinkAttributes,
} from './attributes.js';
import { hostPath } from './params.js';
import { lookAt, obstacleAbove, readStanding, type Standing } from './standing.js';
import { isSystemDirectory } from './system_directories.js';

const params = z
  .strictObject({
    path: hostPath()
      .transform((path) => path.replace(/(?<=.)\/+$/, ''))
      .describe('where it is'),
    state: z
      .enum(['file', 'directory', 'link', 'absent'])
      .default('file')
      .describe(
        'file: it has to exist already, and only its attributes are set; directory: with all parents; absent: removed, a directory with everything in it',
      ),
    src: z.string().min(1).optional().describe('for a link: where it points, which need not exist'),
    ...attributeParams,
  })
  .refine((wanted) => (wanted.state === 'link') === (wanted.src !== undefined), {
    path: ['src'],
    error: 'a link needs src, and nothing else takes it',
  })
  .refine((wanted) => wanted.mode === undefined || ['file', 'directory'].includes(wanted.state), {
    path: ['mode'],
    error: 'only a file or a directory has permission bits of its own',
  })
  .refine((wanted) => wanted.state !== 'absent' || !isSystemDirectory(wanted.path), {
    path: ['path'],
    error: 'this is a directory of the operating system: it is not removed',
  });

type Wanted = z.output<typeof params>;

/** `state` and `src` as parameters spell them. */
interface Found extends Standing {
  readonly state: 'file' | 'directory' | 'link' | 'absent' | 'other';
  readonly src: string | null;
}

export const file = defineModule({
  kind: 'state',
  name: 'file',
  summary: 'the attributes of a file, a directory, a symbolic link, or nothing there',
  params,
  example: `
- name: the directory of the site
  file:
    path: /srv/site
    state: directory
    mode: "0750"
    owner: root
    group: www-data
- name: no default site
  file:
    path: /etc/nginx/sites-enabled/default
    state: absent
`,
  probe: ({ path, state, owner, group }: Wanted) =>
    lookAt({ path, follow: state === 'file' || state === 'directory', owner, group }),
  read: (output): Found => {
    const standing = readStanding(output);
    return {
      ...standing,
      state: standing.kind === 'nothing' ? 'absent' : standing.kind,
      src: standing.target,
    };
  },
  plan(wanted, found): Verdict {
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
  },
});

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
    change(differences(wanted, found), [sh(make, [wanted.path])])
  );
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
  return `p=${quote(wanted.path)} t=${quote(posix.dirname(wanted.path))}/.hostwright-$$
ln -s -- ${quote(wanted.src ?? '')} "$t" || exit 1
{ ${setLinkAttributes('"$t"', wanted)} && ${renameOver('"$t"', '"$p"')}; } || { rm -f "$t"; exit 1; }`;
}

function planAbsent(wanted: Wanted, found: Found): Verdict {
  if (found.state === 'absent') return null;
  const remove = found.state === 'directory' ? 'rm -rf' : 'rm -f';
  const step = sh(`${remove} ${quote(wanted.path)}`, [wanted.path]);
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
  const what =
    { other: 'a device, socket or pipe', link: 'a symbolic link' }[found.state as string] ??
    `a ${found.state}`;
  return missing(`${wanted.path} is ${what}, not a ${wanted.state}: remove it first if it is not needed`);
}
