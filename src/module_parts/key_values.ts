// Reads `key=value` lines, the form in which most probes print what they saw.

import { wordsOf } from '../host_words.js';
import type { Output } from '../module.js';

/**
 * The lines of a probe's standard output by key. Other lines are ignored. Of a repeated key the first line counts: a
 * probe prints what others may have written (a file's text, a link's target) last, where it cannot pose as a fact.
 */
export function readKeyValues(output: Output): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const line of wordsOf(output.stdout).split('\n')) {
    const at = line.indexOf('=');
    const key = line.slice(0, Math.max(at, 0));
    if (key !== '' && !pairs.has(key)) pairs.set(key, line.slice(at + 1));
  }
  return pairs;
}
