// A host that cannot start another process, whose shells say so in words of their own. Pure.

import { Unreachable } from '../connection.js';

/** dash, busybox, sudo and su, bash: EAGAIN and ENOMEM of fork(2). ssh, of an sshd that cannot fork. */
const CANNOT_FORK =
  /\b(cannot|can't|unable to) fork\b|\bfork: (retry: )?(Resource temporarily unavailable|Cannot allocate memory)|^exec request failed on channel/im;

export function isForkFailure(said: string): boolean {
  return CANNOT_FORK.test(said);
}

/** As good as a lost connection: there is no shell any more, and later there may be one again. */
export function forkFailure(host: string): Unreachable {
  return new Unreachable(
    `${host}: the host could not start another process`,
    'Look at what runs there, at its memory, and at its limits: ulimit -u, TasksMax of systemd, pids.max.',
  );
}
