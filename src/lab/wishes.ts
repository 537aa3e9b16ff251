// Checking what `lab up` is asked for, before anything is made.
import { type Problem, ProblemError } from '../problem.js';
import { type LabHostWish, RELEASES } from './lab.js';

/** A host name as in RFC 1123 section 2.1, without capitals; a lab's name is also a folder's. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** As many as fit into a lab's /24, and into a small machine. */
const MAX_HOSTS = 200;

/** Throws all problems at once. */
export function checkWishes(name: string, hosts: readonly LabHostWish[]): void {
  const problems: Problem[] = [];
  const advice = 'use lower-case letters, digits and "-", at most 63 characters';
  if (!NAME.test(name)) problems.push({ message: `"${name}" cannot be the name of a lab`, advice });
  if (hosts.length === 0 || hosts.length > MAX_HOSTS) {
    problems.push({ message: `a lab has 1 to ${MAX_HOSTS} hosts, not ${hosts.length}` });
  }
  hosts.forEach((host, index) => {
    if (!NAME.test(host.name))
      problems.push({ message: `"${host.name}" cannot be the name of a host`, advice });
    if (hosts.findIndex((other) => other.name === host.name) !== index) {
      problems.push({
        message: `two hosts are named "${host.name}"`,
        advice: 'give every host a name of its own',
      });
    }
    if (!RELEASES.includes(host.release)) {
      problems.push({
        message: `unknown Debian release "${host.release}"`,
        advice: `one of: ${RELEASES.join(', ')}`,
      });
    }
  });
  if (problems.length > 0) throw new ProblemError(problems);
}
