// What a play does on a host before its tasks: waits for a host that is not there yet, and asks which machine it is.

import { ProbeError } from '../../module.js';
import type { Part } from '../../playbook/play.js';
import { ProblemError } from '../../problem.js';
import { machineScript, readMachine } from '../../shell/machine.js';
import type { Probe } from '../host/probes.js';
import { resolveOn } from '../task/resolve.js';
import type { HostRun } from './host_run.js';

/**
 * The tasks with which a list begins that wait for the host itself. They come before the first request, which would fail
 * where the host is not there yet. One that reads facts comes after it, as it has to.
 */
export function initialWaits(host: HostRun, parts: readonly Part[]): readonly Part[] {
  const first = parts.findIndex((part) => !isWait(host, part));
  return first === -1 ? parts : parts.slice(0, first);
}

function isWait(host: HostRun, task: Part): boolean {
  if (task.kind !== 'task') return false;
  const module = host.run.modules.get(task.module);
  if (module?.kind !== 'action' || !module.awaitsHost || task.delegateTo || task.runOnce) return false;
  try {
    return resolveOn(host, task).every(({ kind }) => kind !== 'unknown');
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

export function machineProbe({ pendingStore: { lockOwner } }: HostRun): Probe {
  return { identity: lockOwner, script: machineScript, doing: 'asking which machine it is' };
}

/** @throws ProbeError where the play is to have one name for each machine */
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
  if (run.oneNameEach?.(play)) throw new ProbeError(message);
  // Where it is locked, that has told it.
  if (run.mode === 'plan') run.emit({ type: 'warning', host: host.host.name, message, lasting: true });
}
