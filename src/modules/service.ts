// service: a systemd unit runs or not, starts with the machine or not. How a unit is read and acted on: service/.

import { z } from 'zod';
import { change, type Field, missing, type Step, sh, type Verdict } from '../change.js';
import { defineModule, type Output } from '../module.js';
import { quote } from '../shell/quote.js';
import { flag } from './params.js';
import { actOn, type Verb } from './service/act.js';
import {
  isRunning,
  type LoadedUnit,
  probeUnit,
  readUnit,
  startsAtBoot,
  type Unit,
  unitName,
} from './service/unit.js';

const params = z
  .strictObject({
    name: z
      .string()
      .regex(
        /^[A-Za-z0-9@_][A-Za-z0-9:@_.\\-]*$/,
        'expected the name of a unit, such as nginx or nginx.service',
      )
      .describe('name of the unit; .service is added where it has no suffix'),
    state: z
      .enum(['started', 'stopped', 'restarted', 'reloaded'])
      .optional()
      .describe('restarted and reloaded act every time; a unit that does not run is not reloaded'),
    enabled: flag().optional().describe('whether it starts with the machine'),
  })
  .refine(({ state, enabled }) => state !== undefined || enabled !== undefined, {
    path: ['state'],
    error: 'nothing is asked of the service: write state or enabled',
  });

type Wanted = z.output<typeof params>;

/** `state` and `enabled` are in the spelling of the parameters. */
interface Found {
  readonly unit: Unit;
  readonly state: 'started' | 'stopped' | 'failed' | null;
  readonly enabled: boolean | null;
}

export const service = defineModule({
  kind: 'state',
  name: 'service',
  summary: 'a service of systemd runs or does not, now and after the next boot',
  params,
  example: `
- name: the proxy runs, also after a reboot
  service:
    name: nginx
    state: started
    enabled: true
`,
  probe: ({ name }) => probeUnit(name),
  read: (output: Output): Found => {
    const found = readUnit(output);
    if (found.kind !== 'unit' || found.unit.load === 'not-found') {
      return { unit: found, state: null, enabled: null };
    }
    return { unit: found, state: stateOf(found.unit), enabled: startsAtBoot(found.unit) ?? null };
  },
  plan(wanted, { unit: found, state }): Verdict {
    if (found.kind === 'no systemd')
      return missing('systemd does not run on this host: service knows no other way');
    const { unit } = found;
    const obstacle = obstacleTo(wanted, unit);
    if (obstacle) return missing(obstacle);
    const verb = verbFor(wanted, unit);
    const boot = wanted.enabled !== undefined && wanted.enabled !== (startsAtBoot(unit) ?? false);
    const fields: readonly Field[] = [
      ...(boot ? [{ name: 'enabled', from: !wanted.enabled, to: wanted.enabled ?? null }] : []),
      ...(verb ? [{ name: 'state', from: state, to: wanted.state ?? null }] : []),
    ];
    if (fields.length === 0) return null;
    const steps: readonly Step[] = [
      ...(boot
        ? [sh(`systemctl ${wanted.enabled ? 'enable' : 'disable'} --quiet -- ${quote(unit.id)}`)]
        : []),
      ...(verb ? [sh(actOn(unit, verb))] : []),
    ];
    return change(fields, steps, verb === 'restart' || verb === 'reload' ? 'exit' : 'probe');
  },
});

function stateOf(unit: LoadedUnit): 'started' | 'stopped' | 'failed' {
  if (isRunning(unit)) return 'started';
  return unit.active === 'failed' ? 'failed' : 'stopped';
}

/**
 * What has to be done for `state`. A unit that does not run reads its files when it starts, so there is nothing to
 * reload; only `started` and `restarted` start it.
 */
function verbFor({ state }: Wanted, unit: LoadedUnit): Verb | undefined {
  const running = isRunning(unit);
  switch (state) {
    case 'started':
      return running ? undefined : 'start';
    case 'stopped':
      return running || unit.active === 'activating' ? 'stop' : undefined;
    case 'restarted':
      return 'restart';
    case 'reloaded':
      return running ? 'reload' : undefined;
    case undefined:
      return undefined;
  }
}

/** Why the unit cannot be brought to what is wanted, if it cannot. */
function obstacleTo(wanted: Wanted, unit: LoadedUnit): string | undefined {
  const { state, enabled } = wanted;
  if (unit.load === 'not-found')
    return `this host has no unit ${unitName(wanted.name)}: ${hintAbout(wanted.name)}`;
  const runs = state !== undefined && state !== 'stopped';
  if (unit.load === 'masked' && (runs || enabled))
    return `${unit.id} is masked: run systemctl unmask ${unit.id} first`;
  if (unit.load !== 'loaded' && unit.load !== 'masked') {
    return `systemd cannot load ${unit.id} (${unit.load}): systemctl status ${unit.id} says why`;
  }
  if (enabled && startsAtBoot(unit) === undefined) {
    return `${unit.id} cannot be enabled (it is ${unit.unitFile || 'without a file'}): leave enabled out`;
  }
  if (state === 'started' && unit.ends)
    return `${unit.id} runs to its end and does not stay: ask for restarted`;
  if (state === 'reloaded' && !unit.canReload) return `${unit.id} cannot reload: ask for restarted`;
  return undefined;
}

const debianNames: Readonly<Record<string, string>> = { sshd: 'ssh', crond: 'cron', httpd: 'apache2' };

function hintAbout(name: string): string {
  const other = debianNames[name.replace(/\.service$/, '')];
  return other ? `Debian calls it ${other}` : 'is its package installed, and its name right?';
}
