// The text of one of the user's files, for showing the line that a mistake is on.

import { readFileSync } from 'node:fs';
import { sealOf } from '../secrets/seal.js';

/** @throws Error for a file that is encrypted as a whole: its lines are not those that the places count */
export function shownSource(file: string): string {
  const text = readFileSync(file, 'utf8');
  if (sealOf(text) !== undefined) throw new Error(`${file} is encrypted`);
  return text;
}
