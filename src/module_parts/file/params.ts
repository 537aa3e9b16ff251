// What may be said of a file, and what is found of it in the same spelling.

import { z } from 'zod';
import { quote } from '../../shell/quote.js';
import { attributeParams } from '../attributes.js';
import { flag, hostPath, unsafePath } from '../params.js';
import type { Stat } from '../stat.js';
import { isSystemDirectory } from '../system_directories.js';

const time = z
  .string()
  .regex(
    /^(now|preserve|\d{12}(\.\d\d)?)$/,
    'expected now, preserve, or a time such as "202611301755.00" (YYYYMMDDhhmm.ss, as touch -t takes it)',
  )
  .transform((text) => (/^\d{12}$/.test(text) ? `${text}.00` : text));

const timeWords = 'now, preserve (it stays), or YYYYMMDDhhmm.ss; for touch now when absent, else it stays';

export const params = z
  .strictObject({
    path: hostPath()
      .transform((path) => path.replace(/(?<=.)\/+$/, ''))
      .describe('where it is'),
    state: z
      .enum(['file', 'directory', 'link', 'hard', 'touch', 'absent'])
      .optional()
      .describe(
        'file: it has to exist already, and only its attributes are set; directory: with all parents; link: a symbolic one; hard: another name of src; touch: an empty file, or new times of an old one; absent: removed, a directory with everything in it. When absent: a file or directory, whichever is there',
      ),
    src: z
      .string()
      .min(1)
      .optional()
      .describe(
        'for a link: where it points, which need not exist; for hard: the file that gets another name',
      ),
    ...attributeParams,
    recurse: flag()
      .default(false)
      .describe(
        'for a directory: everything in it gets the mode, owner and group too; no link in it is followed',
      ),
    force: flag().default(false).describe('for link and hard: true: a file that is in the way is replaced'),
    access_time: time.optional().describe(`when it was read last: ${timeWords}`),
    modification_time: time.optional().describe(`when it was written last: ${timeWords}`),
    follow: flag()
      .default(true)
      .describe('for a file or a directory: whether what a symbolic link at path leads to is meant'),
    unsafe_path: unsafePath(),
  })
  .refine(({ state, src }) => (state === 'link' || state === 'hard') === (src !== undefined), {
    path: ['src'],
    error: 'a link needs src, and nothing else takes it',
  })
  .refine(({ state, mode }) => mode === undefined || (state !== 'link' && state !== 'absent'), {
    path: ['mode'],
    error: 'only a file or a directory has permission bits of its own',
  })
  .refine(({ state, owner, group }) => state !== 'absent' || (owner ?? group) === undefined, {
    path: ['state'],
    error: 'what is absent belongs to nobody: leave owner and group out',
  })
  .refine(({ state, path }) => state !== 'absent' || !isSystemDirectory(path), {
    path: ['path'],
    error: 'this is a directory of the operating system: it is not removed',
  })
  .refine(({ state, recurse }) => !recurse || state === undefined || state === 'directory', {
    path: ['recurse'],
    error: 'recurse is for state: directory',
  })
  .refine(({ recurse, path }) => !recurse || !isSystemDirectory(path), {
    path: ['path'],
    error: 'this is a directory of the operating system: recurse is not for all of it',
  })
  .refine(({ state, src }) => state !== 'hard' || src?.startsWith('/') !== false, {
    path: ['src'],
    error: 'expected an absolute path, beginning with /',
  })
  .refine(
    ({ state, access_time, modification_time }) =>
      (state !== 'absent' && state !== 'link') || (access_time ?? modification_time) === undefined,
    {
      path: ['state'],
      error: 'only a file or a directory has times: leave access_time and modification_time out',
    },
  );

export type Wanted = z.output<typeof params>;

/** `state` and `src` as parameters spell them. */
export interface Found extends Stat {
  readonly state: 'file' | 'directory' | 'link' | 'hard' | 'absent' | 'other';
  readonly src: string | null;
  /** Whether the file for which hard is another name is there. */
  readonly hasSrc?: boolean;
  readonly access_time?: string | null;
  readonly modification_time?: string | null;
  /** Of what is in the directory, for recurse: permissions as ls has them, owner and group, each once. */
  readonly tree?: readonly string[];
}

/** sh that succeeds where something else is to stand at `$p`, or nothing. A directory is made in place of nothing only. */
export function replaces({ state, src = '' }: Wanted): string {
  if (state === 'absent') return '[ -n "$l" ]';
  if (state === 'hard') return `! [ "$p" -ef ${quote(src)} ]`;
  return state === 'link' ? `[ "$to" != ${quote(src)} ]` : 'false';
}

/** Of a link, or of nothing, the path itself is meant. */
export function isFollowed({ state, follow }: Wanted): boolean {
  return follow && state !== 'link' && state !== 'hard' && state !== 'absent';
}

/** What becomes of the times of what is there. */
export function timesOf({ state, access_time, modification_time }: Wanted) {
  const otherwise = state === 'touch' ? 'now' : 'preserve';
  return { access_time: access_time ?? otherwise, modification_time: modification_time ?? otherwise };
}
