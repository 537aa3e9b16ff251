// What every module that writes a file may ask of the writing: a command that accepts the new one, the old one kept.

import { z } from 'zod';
import { flag } from './params.js';
import { splitWords } from './words.js';

export interface Acceptance {
  /** A command; `%s` in it is the path of the new file. It stays as it was written, so that a pending handler holds it. */
  readonly validate?: string | undefined;
  readonly backup: boolean;
}

/** The parameters, for a module's schema. */
export const writeParams = {
  validate: z
    .string()
    .refine((text) => text.includes('%s'), 'expected %s in it: that is where the path of the new file stands')
    .refine(
      (text) => (splitWords(text) ?? []).length > 0,
      'a quote in it is not closed, or it ends in a backslash',
    )
    .optional()
    .describe(
      'a command that has to accept the new file before it takes its place, such as visudo -cf %s; no shell is asked',
    ),
  backup: flag()
    .default(false)
    .describe('true: the old file stays beside it, as NAME.PID.DATE~, also where the change is put back'),
};

/** The words of the command. */
export function validateWords({ validate }: Pick<Acceptance, 'validate'>): readonly string[] | undefined {
  return validate === undefined ? undefined : splitWords(validate);
}
