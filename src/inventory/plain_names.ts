// `host`, `port`, `user` and `private_key_file` still say how a host is reached where none of Ansible's names does. In
// Ansible they are ordinary variables, and from the next release on here too: until then whoever uses them is told.

import { scopeOf } from '../expression/scope.js';
import { formatProblem, type Problem } from '../problem.js';
import type { Host } from './inventory.js';

const plainNames = [
  { plain: 'host', meant: ['ansible_host', 'ansible_ssh_host'], says: 'what is connected to' },
  { plain: 'port', meant: ['ansible_port', 'ansible_ssh_port'], says: 'the port of SSH' },
  { plain: 'user', meant: ['ansible_user', 'ansible_ssh_user'], says: 'who logs in' },
  {
    plain: 'private_key_file',
    meant: ['ansible_ssh_private_key_file', 'ansible_private_key_file'],
    says: 'the key to log in with',
  },
] as const;

/** Each once, with its place, however many hosts share it. */
export function plainNamesIn(hosts: Iterable<Host>): readonly Problem[] {
  const found = new Map<string, Problem>();
  for (const { levels } of hosts) {
    const scope = scopeOf(levels);
    for (const { plain, meant, says } of plainNames) {
      const variable = scope.lookup(plain);
      if (variable?.kind !== 'source' || meant.some((name) => scope.lookup(name))) continue;
      const message = `the variable "${plain}" decides ${says} here, which ends with the next release`;
      const [name] = meant;
      const advice = `write ${name} if that is meant, or ${name} beside it if "${plain}" is for something else`;
      const problem = { message, place: variable.node.place, advice };
      found.set(formatProblem(problem), problem);
    }
  }
  return [...found.values()];
}
