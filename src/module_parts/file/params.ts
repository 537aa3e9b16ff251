// What may be said of a file, and what is found of it in the same spelling.

import { z } from 'zod';
import { quote } from '../../shell/quote.js';
import { attributeParams } from '../attributes.js';
import { flag, hostPath, unsafePath } from '../params.js';
import type { Stat } from '../stat.js';
import { isSystemDirectory } from '../system_directories.js';

export const params = z
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
    follow: flag()
      .default(true)
      .describe('for a file or a directory: whether what a symbolic link at path leads to is meant'),
    unsafe_path: unsafePath(),
  })
  .refine(({ state, src }) => (state === 'link') === (src !== undefined), {
    path: ['src'],
    error: 'a link needs src, and nothing else takes it',
  })
  .refine(({ state, mode }) => mode === undefined || state === 'file' || state === 'directory', {
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
  });

export type Wanted = z.output<typeof params>;

/** `state` and `src` as parameters spell them. */
export interface Found extends Stat {
  readonly state: 'file' | 'directory' | 'link' | 'absent' | 'other';
  readonly src: string | null;
}

/** sh that succeeds where something else is to stand at `$p`, or nothing. A directory is made in place of nothing only. */
export function replaces({ state, src = '' }: Wanted): string {
  if (state === 'absent') return '[ -n "$l" ]';
  return state === 'link' ? `[ "$to" != ${quote(src)} ]` : 'false';
}

/** Of a link, or of nothing, the path itself is meant. */
export function isFollowed({ state, follow }: Wanted): boolean {
  return follow && (state === 'file' || state === 'directory');
}
