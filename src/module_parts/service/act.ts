// The sh that starts, stops, restarts or reloads a unit, and does not call it done before the unit runs.

import { quote } from '../../shell/quote.js';
import { ownTest } from './own_test.js';
import { readAnew } from './read_anew.js';
import { reloadFunctions } from './reloaded.js';
import { isDraining, keepsItsFiles, restartFunction, WHY_INSTEAD } from './restarted.js';
import { serverOf, testOf } from './servers.js';
import { isRunning, type LoadedUnit } from './unit.js';

export type Verb = 'start' | 'stop' | 'restart' | 'reload';

/**
 * Tests the configuration of a running service first, so that it is never taken down by a mistake in a file; the
 * test's own words go to standard error. After a failure the unit's status and last log lines do.
 *
 * reset-failed, because systemd leaves a service down that is started more than five times in ten seconds, which is
 * meant for those that crash (systemd.unit(5), StartLimitBurst). Proof: test/lab/service.test.ts.
 */
export function actOn(unit: LoadedUnit, verb: Verb): string {
  const test = verb === 'restart' || verb === 'reload' ? testConfiguration(unit) : [];
  return [
    `u=${quote(unit.id)}`,
    readAnew,
    'hw_read_anew "$u" || exit',
    ...test,
    ...(verb === 'start' || verb === 'restart' ? ['systemctl reset-failed -- "$u" 2>/dev/null'] : []),
    ...(verb === 'reload' ? [reloadFunctions, 'hw_before_reload "$u"'] : []),
    ...(mayRestart(unit, verb) ? [restartFunction] : []),
    `${commandFor(unit, verb)}${verb === 'stop' ? '' : stays(unit)} || {`,
    '  systemctl status --no-pager --full --lines=20 -- "$u" >&2',
    ...(verb === 'reload' ? ['  hw_said_since >&2'] : []),
    `  echo "$u: ${verb} did not succeed" >&2; exit 1`,
    '}',
  ].join('\n');
}

function commandFor(unit: LoadedUnit, verb: Verb): string {
  if (verb === 'reload')
    return keepsItsFiles(unit)
      ? `{ if hw_haproxy_is_elsewhere "$u"; then ${instead}; else ${reload}; fi; }`
      : reload;
  return mayRestart(unit, verb) ? 'hw_restart "$u"' : `systemctl ${verb} -- "$u"`;
}

const reload = 'hw_reload "$u" && hw_reloaded "$u"';

const instead = `echo "$u is restarted: ${WHY_INSTEAD}"; hw_restart "$u"`;

function mayRestart(unit: LoadedUnit, verb: Verb): boolean {
  return isDraining(unit) && (verb === 'restart' || (verb === 'reload' && keepsItsFiles(unit)));
}

function testConfiguration(unit: LoadedUnit): readonly string[] {
  const server = serverOf(unit.id);
  if (server === undefined || !isRunning(unit)) return [];
  const sentence = `echo "$u was left as it runs: ${server.test} refuses its configuration" >&2`;
  return [
    ownTest,
    `said=$(hw_as_service "$u" ${testOf(server)} 2>&1) || { printf '%s\\n' "$said" >&2; ${sentence}; exit 1; }`,
    'hw_ports_free "$u" || exit 1',
  ];
}

/** systemd reports a service of these types as started before the program has had time to fail. */
const startsBlindly: ReadonlySet<string> = new Set(['simple', 'exec', 'idle']);

function stays({ type, ends }: LoadedUnit): string {
  if (ends) return '';
  return ` &&${startsBlindly.has(type) ? ' sleep 1 &&' : ''} systemctl is-active --quiet -- "$u"`;
}
