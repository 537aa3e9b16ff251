// Finds sh of a module that writes by path other than through the door (src/shell/door/door.ts).

import type { Step } from '../../../src/change.js';

/** Modules whose steps write in other ways, and why that is safe. docs/decisions/root-writes.md tells the same. */
export const exceptions: Readonly<Record<string, string>> = {
  command: 'runs what the user wrote',
  shell: 'runs what the user wrote',
  apt: 'policy-rc.d stands in /usr/sbin, which is root’s on every Debian: who can write there is root',
  letsencrypt_certificate:
    'puts its lineage aside in /etc/letsencrypt, which the door has entered and judged',
  reboot: 'waits for jobs (src/shell/job.ts), which write into the state folder alone',
  apache2_module: 'switches links in /etc/apache2/mods-enabled, which the door has entered and judged',
};

const writers =
  /(?:^|[\s;&|({])(?:cp|mv|ln|rm|mkdir|chmod|chown|touch|install|truncate|tee|dd|mktemp|sed -i)\s/;
const redirection = />(?!&\d|\s*\/dev\/null)/;

/** Commands outside of the door's functions that write. */
export function pastTheDoor(step: Step): readonly string[] {
  if (step.kind === 'put') return [];
  const outside = step.script.replace(/^hw_door_text='(?:[^']|'\\'')*'$/m, '');
  return outside
    .split('\n')
    .map((line) => line.replace(/'(?:[^']|'\\'')*'/g, "''"))
    .filter((line) => !line.startsWith('#'))
    .filter((line) => writers.test(line) || redirection.test(line));
}
