// A run of as many hosts as wanted, all at work at once, every seventh with a failure.

import type { RunEvent } from '../../src/event.js';
import { outcome, title, zero } from './events.js';

export function fleetRun(size: number, tasks: number): RunEvent[] {
  const hosts = Array.from({ length: size }, (_, index) => `node-${String(index + 1).padStart(4, '0')}`);
  const each = (what: (host: string, index: number) => RunEvent[]) => hosts.flatMap(what);
  const steps = Array.from({ length: tasks }, (_, index) => title(index + 1, `Task number ${index + 1}`));
  const fails = (index: number) => index % 7 === 3;
  return [
    { type: 'run', version: 2, mode: 'apply', playbook: 'fleet.yml', hosts },
    { type: 'play', name: 'A fleet', hosts, tasks },
    ...each((host) => [{ type: 'host', host, state: 'connecting' }]),
    ...each((host) => [{ type: 'host', host, state: 'connected' }]),
    ...steps.flatMap((task, step) =>
      each((host, index) => {
        if (step === tasks - 1 && fails(index)) {
          return [outcome(host, task, 'failed', { message: 'exit code 1', advice: 'Look at its log.' })];
        }
        return [
          { type: 'start', host, task },
          { type: 'line', host, task, text: `working on ${host}` },
          outcome(host, task, step === 0 ? 'changed' : 'ok', { ms: 10 }),
        ];
      }),
    ),
    ...each((host) => [{ type: 'host', host, state: 'done' }]),
    {
      type: 'recap',
      ms: 5_000,
      interrupted: false,
      hosts: Object.fromEntries(
        hosts.map((host, index) => [
          host,
          {
            ...zero,
            ok: tasks - (fails(index) ? 2 : 1),
            changed: 1,
            failed: fails(index) ? 1 : 0,
            round_trips: 2,
          },
        ]),
      ),
    },
  ];
}
