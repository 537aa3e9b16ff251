// What may be asked of directories, in the words of Ansible's find.

import { z } from 'zod';
import { flag, hostPath, whole } from '../params.js';
import { readPattern } from '../text_edit/pattern.js';
import { PatternError } from '../text_edit/pattern_escapes.js';
import { pattern } from '../text_edit/pattern_param.js';
import { glob } from './glob.js';

/** Texts with commas between them, or a list. */
const listed = z.union([z.string().transform((text) => text.split(',')), z.array(z.string())], {
  error: 'expected a text or a list of texts',
});

const paths = listed
  .transform((all) => all.map((path) => path.replace(/(?<=.)\/+$/, '')))
  .pipe(z.array(hostPath()).min(1));

const age = z
  .union([z.string(), z.int().transform(String)])
  .refine((text) => /^-?\d+[smhdw]?$/i.test(text), 'expected a length of time, such as 2d (s, m, h, d, w)');

const size = z
  .union([z.string(), z.int().transform(String)])
  .refine((text) => /^-?\d+[bkmgt]?$/i.test(text), 'expected a size, such as 10m (b, k, m, g, t)');

export const params = z
  .strictObject({
    paths: paths.describe('the directories to look into'),
    patterns: listed
      .default([])
      .describe('names that are meant, as a shell matches them (*.log); all when absent'),
    excludes: listed.default([]).describe('names that are left out'),
    use_regex: flag()
      .default(false)
      .describe(
        "true: patterns and excludes are regular expressions in Python's syntax, from the first letter on",
      ),
    contains: pattern('text')
      .optional()
      .describe(
        'for files: a regular expression that a line matches from its first letter on; of a file the first MiB is read',
      ),
    read_whole_file: flag()
      .default(false)
      .describe(
        'true: contains is searched in the whole text, and not in each line from its first letter on',
      ),
    file_type: z
      .enum(['any', 'directory', 'file', 'link'])
      .default('file')
      .describe('what is looked for; size and contains are asked of files alone'),
    age: age.optional().describe('at least as old: 2d, 4w; with a minus at most as old'),
    age_stamp: z.enum(['atime', 'ctime', 'mtime']).default('mtime').describe('the time by which age is told'),
    size: size.optional().describe('at least as large: 10m; with a minus at most as large'),
    recurse: flag().default(false).describe('true: directories in directories too'),
    depth: whole().optional().describe('how many levels recurse goes down; all when absent'),
    hidden: flag().default(false).describe('true: names that begin with a dot too'),
    follow: flag().default(false).describe('true: recurse goes into directories that links lead to'),
    get_checksum: flag().default(false).describe('true: checksum is the SHA-1 of a file that may be read'),
  })
  .superRefine(({ use_regex, patterns, excludes }, context) => {
    for (const name of ['patterns', 'excludes'] as const) {
      for (const text of { patterns, excludes }[name]) {
        const why = use_regex ? mistakeIn(text) : mistakeInGlob(text);
        if (why !== undefined)
          context.addIssue({
            code: 'custom',
            path: [name],
            message: `no ${use_regex ? 'regular expression' : 'pattern'}: ${why}`,
          });
      }
    }
  });

function mistakeIn(text: string): string | undefined {
  try {
    readPattern(text, { alphabet: 'text' });
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}

function mistakeInGlob(text: string): string | undefined {
  try {
    glob(text);
    return undefined;
  } catch {
    return 'a set in [] is out of order';
  }
}

export type Wanted = z.output<typeof params>;
