// service: a systemd unit runs or not, starts with the machine or not. How a unit is read and acted on: service/.

import { change, type Field, missing, type Step, undoable, type Verdict } from '../change.js';
import { wordsOf } from '../host_words.js';
import { defineModule, type Output } from '../module.js';
import { actOn, type Verb } from '../module_parts/service/act.js';
import { blockerTo } from '../module_parts/service/blocker.js';
import {
  type OpenFiles,
  planOpenFiles,
  probeOpenFiles,
  readOpenFiles,
} from '../module_parts/service/open_files.js';
import { params, type Wanted } from '../module_parts/service/params.js';
import { costOfRestart, probeClients, probeElsewhere } from '../module_parts/service/restarted.js';
import {
  isRunning,
  type LoadedUnit,
  probeUnit,
  readUnit,
  startsAtBoot,
  type Unit,
  unitName,
} from '../module_parts/service/unit.js';
import { quote } from '../shell/quote.js';

/** `state` and `enabled` are in the spelling of the parameters. */
interface Found {
  readonly unit: Unit;
  readonly state: 'started' | 'stopped' | 'failed' | null;
  readonly enabled: boolean | 'partly' | null;
  readonly openFiles: OpenFiles | null;
  /** What a restart would cost clients, or a reload that has to be one. */
  readonly cost?: string | undefined;
}

export const service = defineModule({
  kind: 'state',
  name: 'service',
  summary: 'a service of systemd runs or does not, now and after the next boot',
  params,
  undoable: true,
  example: `
- name: the proxy runs, also after a reboot
  service:
    name: nginx
    state: started
    enabled: true
`,
  object: ({ name }) => name,
  units: ({ name }) => [unitName(name)],
  rereads: ({ name, state, enabled, open_files }) =>
    (state === 'restarted' || state === 'reloaded') && enabled === undefined && open_files === undefined
      ? [unitName(name)]
      : [],
  probe: ({ name, open_files, state }) =>
    probeUnit(
      name,
      [open_files === undefined ? '' : probeOpenFiles, probeCost(unitName(name), state)].join('\n'),
    ),
  read: (output: Output, { state }): Found => {
    const found = readUnit(output);
    if (found.kind !== 'unit' || found.unit.load === 'not-found') {
      return { unit: found, state: null, enabled: null, openFiles: null };
    }
    return {
      unit: found,
      state: stateOf(found.unit),
      enabled: enabledOf(found.unit),
      openFiles: readOpenFiles(wordsOf(output.stdout)),
      cost: costOfRestart(found.unit, output, state === 'reloaded' ? 'reload' : 'restart'),
    };
  },
  plan(wanted, { unit: found, state, openFiles, cost }): Verdict {
    if (found.kind !== 'unit') return missing('systemd does not run here', 'service knows no other way');
    const { unit } = found;
    const blocker = blockerTo(wanted, unit);
    if (blocker) return blocker;
    const verb = verbFor(wanted, unit);
    // A start reads the unit anew; a reload keeps the limits that it finds.
    const files = planOpenFiles(wanted.open_files, unit, verb === 'restart' ? null : openFiles);
    if (files && 'kind' in files) return files;
    const parts = [
      ...planBoot(wanted, unit),
      ...(files ? [files] : []),
      ...planState(wanted, unit, state, verb, verb === 'restart' || verb === 'reload' ? cost : undefined),
    ];
    if (parts.length === 0) return null;
    const whole = change(
      parts.map(({ field }) => field),
      parts.map(({ step }) => step),
      verb !== undefined && (wanted.state === 'restarted' || wanted.state === 'reloaded') ? 'exit' : 'probe',
    );
    return verb === 'start' || verb === 'restart' ? { ...whole, starts: [unitName(wanted.name)] } : whole;
  },
});

function probeCost(unit: string, state: Wanted['state']): string {
  if (state === 'restarted') return probeClients;
  return state === 'reloaded' && unit === 'haproxy.service' ? probeElsewhere : '';
}

interface Part {
  readonly field: Field;
  readonly step: Step;
}

function planBoot({ enabled }: Wanted, unit: LoadedUnit): readonly Part[] {
  const { id, boots } = unit;
  if (enabled === undefined || boots.boot === (enabled ? 'on' : 'off')) return [];
  if (boots.boot === undefined && !enabled) return [];
  const step = enabled ? undoable(enable([id]), putBack(unit)) : undoable(disable(id), putBack(unit));
  return [{ field: { name: 'enabled', from: enabledOf(unit) ?? false, to: enabled }, step }];
}

const enable = (ids: readonly string[]) => `systemctl enable --quiet -- ${ids.map(quote).join(' ')}`;

/** Of a template or a unit that enables others some may have been enabled, and some not. */
function putBack({ id, boots }: LoadedUnit): string {
  if (boots.boot === 'on' && boots.others.length === 0) return enable([id]);
  return [disable(id), ...(boots.others.length > 0 ? [enable(boots.others)] : [])].join(' &&\n');
}

/** To systemctl, disabling a unit that was linked (`systemctl link`) also takes the link away: then nobody knows it any more. */
function disable(id: string): string {
  return `u=${quote(id)} l=
[ ! -L "/etc/systemd/system/$u" ] || l=$(readlink -f "/etc/systemd/system/$u")
systemctl disable --quiet -- "$u" && case $l in
*"/$u") [ -L "/etc/systemd/system/$u" ] || systemctl link --quiet -- "$l" ;;
esac`;
}

function planState(
  wanted: Wanted,
  unit: LoadedUnit,
  from: Found['state'],
  verb: Verb | undefined,
  note: string | undefined,
): readonly Part[] {
  if (verb === undefined) return [];
  const back = isRunning(unit) ? (verb === 'stop' ? 'start' : verb) : 'stop';
  const step = undoable(actOn(unit, verb), actOn(unit, back));
  const field = { name: 'state', from, to: wanted.state ?? null, ...(note !== undefined && { note }) };
  return [{ field, step }];
}

function enabledOf(unit: LoadedUnit): Found['enabled'] {
  return unit.boots.boot === 'partly' ? 'partly' : (startsAtBoot(unit) ?? null);
}

function stateOf(unit: LoadedUnit): 'started' | 'stopped' | 'failed' {
  if (isRunning(unit)) return 'started';
  return unit.active === 'failed' ? 'failed' : 'stopped';
}

/**
 * What has to be done for `state`. A unit that does not run reads its files when it starts, so there is nothing to
 * reload; only `started` and `restarted` start it. One that has failed is started: a reload may have ended it (Apache ends where
 * it cannot have a port), and what is put back after that has to run again.
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
      if (running) return 'reload';
      return unit.active === 'failed' ? 'start' : undefined;
    case undefined:
      return undefined;
  }
}
