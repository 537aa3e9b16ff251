// Whether the clock of a host is right. A wrong one breaks what people do not expect: certificates, package lists and
// passwords are not valid yet, or have expired.
//
// It is asked where a host has failed, and nowhere else: in every run it would cost each host a process. Proof:
// test/lab/trust/clock.test.ts.

import { countOf } from '../../host_words.js';
import { failureOf } from '../task/result.js';
import type { HostRun } from './host_run.js';

/** A probe: seconds since 1970. */
export const askClock = 'date +%s';

/** Seconds that clocks may be apart; Kerberos bears as much (RFC 4120, 8.2: "clock skew"). */
const BEARABLE = 300;

/** Seconds for an answer that is worth no longer wait. */
const TIMEOUT = 10;

/** Warns of a wrong clock. Of a host that no longer answers nothing is told. */
export async function checkClock({ run, host, target }: HostRun): Promise<void> {
  try {
    // Not through the run's own requests: they would wait for the run that has the lock, or for a lost connection.
    const connection = await target.connection.open();
    const request = { steps: [], probes: [askClock] };
    const { probes } = await connection.run({ kind: 'login' }, request, { timeout: TIMEOUT });
    const there = countOf(probes[0]?.stdout.toString().trim()) ?? Number.NaN;
    const message = judgeClock(there, Date.now() / 1000);
    if (message !== undefined) run.emit({ type: 'warning', host: host.name, message });
  } catch (error) {
    failureOf(error);
  }
}

/** Both in seconds since 1970. undefined: there is nothing to say. */
export function judgeClock(there: number, here: number): string | undefined {
  const apart = Math.abs(there - here);
  if (!(apart > BEARABLE)) return undefined;
  return `its clock is ${spanText(apart)} ${there > here ? 'ahead of' : 'behind'} the one of this machine, so certificates, package lists and passwords may seem expired or not valid yet: set it right first`;
}

/** `365 days`, `3 hours`, `7 minutes`: rounded to what counts. */
function spanText(seconds: number): string {
  const units = [
    [86_400, 'days'],
    [3600, 'hours'],
    [60, 'minutes'],
  ] as const;
  const [size, name] = units.find(([length]) => seconds >= 2 * length) ?? [60, 'minutes'];
  return `${Math.round(seconds / size)} ${name}`;
}
