// When is a lab host up: its systemd says `running` (so the stand-in node answers too) and its sshd greets.
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '../problem.js';
import { enterMachine } from './enter.js';
import type { LabHost } from './lab.js';
import { isMachineRunning, leaderOf, type Machine } from './machine.js';

/** A boot takes 2 seconds; fifty at once on two cores take 10. */
const BOOT_SECONDS = 120;

export async function awaitHost(host: LabHost, machine: Machine, signal?: AbortSignal): Promise<void> {
  const deadline = Date.now() + BOOT_SECONDS * 1000;
  await awaitSystem(host, machine, deadline, signal);
  while (!(await greets(host.address))) {
    if (Date.now() > deadline) fail(`lab host ${host.name} does not answer ssh on ${host.address}`);
    signal?.throwIfAborted();
    await sleep(50);
  }
}

/** `is-system-running --wait` answers once the boot is over; before systemd listens it fails at once. */
async function awaitSystem(
  host: LabHost,
  machine: Machine,
  deadline: number,
  signal?: AbortSignal,
): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    if ((await leaderOf(machine)) !== undefined) {
      const state = (await enterMachine(machine, 'systemctl is-system-running --wait', signal)).stdout.trim();
      if (state === 'running') return;
      if (state === 'degraded' || state === 'maintenance') await failBoot(host, machine, state);
    } else if (!(await isMachineRunning(machine))) {
      await failBoot(host, machine, 'stopped');
    }
    if (Date.now() > deadline) await failBoot(host, machine, 'still starting');
    await sleep(100);
  }
}

async function failBoot(host: LabHost, machine: Machine, state: string): Promise<never> {
  const units = await enterMachine(machine, 'systemctl list-units --failed --plain --no-legend');
  const output = await readFile(`${machine.folder}/console.log`, 'utf8').catch(() => '');
  const evidence = units.stdout.trim() || output.trim().split('\n').slice(-5).join('\n  ');
  return fail(`lab host ${host.name} did not come up: it is ${state}`, undefined, evidence || undefined);
}

/** Does sshd send its version, "SSH-2.0-..." (RFC 4253 section 4.2)? */
function greets(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: 22, timeout: 2000 });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('data', (data) => settle(data.toString('latin1').startsWith('SSH-')));
    for (const event of ['error', 'timeout', 'close']) socket.on(event, () => settle(false));
  });
}
