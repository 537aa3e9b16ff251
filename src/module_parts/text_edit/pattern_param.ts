// A regular expression as a parameter of a module.

import { z } from 'zod';
import { readPattern } from './pattern.js';
import { type Alphabet, PatternError } from './pattern_escapes.js';

/** Python's syntax. It stays a text, so that reports and hashes see what was written. */
export function pattern(alphabet: Alphabet) {
  return z.string().superRefine((text, context) => {
    const why = mistakeIn(text, alphabet);
    if (why !== undefined) context.addIssue({ code: 'custom', message: `no regular expression: ${why}` });
  });
}

function mistakeIn(text: string, alphabet: Alphabet): string | undefined {
  try {
    readPattern(text, { alphabet });
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}
