// What may be said of archive, in the words of community.general's.

import { z } from 'zod';
import { attributeParams } from '../attributes.js';
import { glob } from '../find/glob.js';
import { flag, hostPath, unsafePath } from '../params.js';

const paths = () =>
  z
    .union([hostPath().transform((one) => [one]), z.array(hostPath()).min(1)], {
      error: 'expected an absolute path, beginning with /, or a list of them',
    })
    .meta({ title: 'path or list of paths' });

const patterns = z
  .union([z.string().transform((one) => [one]), z.array(z.string())], {
    error: 'expected a pattern or a list of patterns',
  })
  .refine((all) => all.every(isPattern), 'no pattern: a set in [] is out of order');

function isPattern(text: string): boolean {
  try {
    glob(text);
    return true;
  } catch {
    return false;
  }
}

export const params = z
  .strictObject({
    path: paths().describe(
      'what is packed: a path of the host, one with * or ?, or a list of these; of a directory all that is in it',
    ),
    dest: hostPath()
      .refine((path) => !path.endsWith('/'), 'expected the name of a file, not of a directory')
      .optional()
      .describe(
        'the archive, in a directory that is there; path with the format behind it where path is one file',
      ),
    format: z
      .enum(['bz2', 'gz', 'tar', 'xz', 'zip'])
      .default('gz')
      .describe('gz, bz2 and xz: one file is compressed, more are packed by tar first'),
    exclude_path: z
      .union([z.array(hostPath()).max(0), paths()])
      .default([])
      .describe(
        'paths that are left out of path, also with * or ?; what is in a directory exclusion_patterns leave out',
      ),
    exclusion_patterns: patterns
      .default([])
      .describe(
        'names in the archive that are left out, such as *.log; * matches / too; for zip whole paths',
      ),
    force_archive: flag().default(false).describe('true: one file is packed too, and not only compressed'),
    remove: z
      .union([z.literal(false), z.enum(['no', 'off', 'false']).transform(() => false)], {
        error:
          'remove: true is not taken, since a tree that is gone cannot be put back: remove it with file and state: absent, once the archive has been looked at',
      })
      .default(false)
      .describe('what is packed stays: true is refused'),
    ...attributeParams,
    mode: attributeParams.mode.describe(
      'permission bits of the archive, such as "0600"; an old one keeps its own, a new one gets 0644',
    ),
    unsafe_path: unsafePath(),
  })
  .refine(({ path, dest, force_archive }) => dest !== undefined || !isSeveral(path, force_archive), {
    path: ['dest'],
    error: 'expected dest, the name of the archive: only one file has its own name with the format behind it',
  });

export type Wanted = z.output<typeof params>;

export function hasWildcards(path: string): boolean {
  return /[*?]/.test(path);
}

function isSeveral(path: readonly string[], isForced: boolean): boolean {
  return isForced || path.length > 1 || path.some(hasWildcards);
}

/** gz, bz2 and xz of one path: where it is no directory, it is only compressed. */
export function mayCompress({ path, force_archive, format }: Wanted): boolean {
  return format !== 'zip' && format !== 'tar' && !isSeveral(path, force_archive);
}

export function destOf({ path, dest, format }: Wanted): string {
  return dest ?? `${path[0]}.${format}`;
}
