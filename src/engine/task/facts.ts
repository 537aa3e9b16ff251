// The facts of a host: when they are gathered, and by whom. What they are: facts.ts.

import { factsScript, readFacts } from '../../shell/facts.js';
import type { Probe } from '../host/probes.js';
import type { Target } from '../host/target.js';
import type { TaskHost } from './task_host.js';

/** Whether the play wants facts and they are not known yet. */
export function wantsFacts({ play, variables }: TaskHost): boolean {
  return play.gatherFacts && !variables.has('ansible_facts');
}

/**
 * Facts are asked as the user who keeps the lock, so that a host on which root does everything needs one shell and not two.
 * sudo says who logged in; su and doas do not.
 */
export function factsProbe({ pendingStore: { lockOwner } }: TaskHost): Probe {
  const asked = lockOwner.kind === 'become' && lockOwner.method === undefined;
  return { identity: asked ? lockOwner : { kind: 'login' }, script: factsScript, doing: 'reading the facts' };
}

export async function gatherFacts(host: TaskHost, ahead: () => readonly Probe[]): Promise<void> {
  host.variables.set(
    'ansible_facts',
    readFacts(await host.target.answer(factsProbe(host), ahead)),
    false,
    { host: host.host.name, what: `the facts of ${host.host.name}` },
    'facts',
  );
}

/** The host may have been booted anew, with another kernel. */
export async function gatherFactsAgain(host: TaskHost, target: Target): Promise<void> {
  if (target === host.target && host.variables.has('ansible_facts')) await gatherFacts(host, () => []);
}
