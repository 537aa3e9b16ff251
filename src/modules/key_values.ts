// Reads `key=value` lines, the form in which most probes print what they saw.

import type { Output } from '../module.js';

/** The lines of a probe's standard output by key; of a repeated key the last line counts. Other lines are ignored. */
export function readKeyValues(output: Output): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const line of output.stdout.toString('utf8').split('\n')) {
    const at = line.indexOf('=');
    if (at > 0) pairs.set(line.slice(0, at), line.slice(at + 1));
  }
  return pairs;
}
