// Two hosts of a play that are one machine, as they say themselves: told before anything is done for the second.

import { CouldNotLook } from '../../module.js';
import { machineScript, readMachine } from '../../shell/machine.js';
import type { Probe } from '../host/target.js';
import type { HostRun } from './host_run.js';

export function machineProbe({ pendingStore: { lockOwner } }: HostRun): Probe {
  return { identity: lockOwner, script: machineScript, doing: 'asking which machine it is' };
}

/** @throws CouldNotLook where the play is to have one name for each machine */
export async function knowMachine(host: HostRun): Promise<void> {
  const { run, play } = host;
  const machine = readMachine(await host.target.answer(machineProbe(host)));
  if (machine === undefined) return;
  const known = run.machines.get(play) ?? new Map<string, string>();
  run.machines.set(play, known);
  const first = known.get(machine);
  if (first === undefined) known.set(machine, host.host.name);
  if (first === undefined || first === host.host.name) return;
  const message = `${host.host.name} and ${first} are one machine (by its machine-id, boot and name): leave one of them out, or what is done for the one is done over by the other`;
  if (run.oneNameEach?.(play)) throw new CouldNotLook(message);
  // Where it is locked, that has told it.
  if (run.mode === 'plan') run.emit({ type: 'warning', host: host.host.name, message, lasting: true });
}
