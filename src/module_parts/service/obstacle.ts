// Why a unit cannot be brought to what is wanted, in sentences that say what to do.

import { type Missing, missing } from '../../change.js';
import type { Wanted } from './params.js';
import { type LoadedUnit, startsAtBoot, unitName } from './unit.js';

/** undefined: nothing stands in the way. */
export function obstacleTo(wanted: Wanted, unit: LoadedUnit): Missing | undefined {
  return obstacleToLoad(wanted, unit) ?? obstacleToBoot(wanted, unit) ?? obstacleToState(wanted, unit);
}

function obstacleToLoad({ name, state, enabled }: Wanted, { id, load }: LoadedUnit): Missing | undefined {
  const idle = (state === undefined || state === 'stopped') && !enabled;
  switch (load) {
    case 'loaded':
      return undefined;
    case 'not-found':
      return missing(`this host has no unit ${unitName(name)}`, hintAbout(name));
    case 'masked':
      return idle ? undefined : missing(`${id} is masked`, `run systemctl unmask ${id} first`);
    default:
      return missing(`systemd cannot load ${id} (${load})`, `systemctl status ${id} says why`);
  }
}

const debianNames: Readonly<Record<string, string>> = { sshd: 'ssh', crond: 'cron', httpd: 'apache2' };

function hintAbout(name: string): string {
  const other = debianNames[name.replace(/\.service$/, '')];
  return other ? `Debian calls it ${other}` : 'is its package installed, and its name right?';
}

function obstacleToBoot({ enabled }: Wanted, unit: LoadedUnit): Missing | undefined {
  if (!enabled || startsAtBoot(unit)) return undefined;
  if (unit.boots.obstacle !== undefined) return missing(unit.boots.obstacle, 'or leave enabled out');
  if (unit.boots.boot !== undefined) return undefined;
  const why = unit.unitFile || 'without a file';
  return missing(`${unit.id} cannot be enabled (it is ${why})`, 'leave enabled out');
}

function obstacleToState({ state }: Wanted, { id, ends, canReload }: LoadedUnit): Missing | undefined {
  if (state === 'started' && ends)
    return missing(`${id} runs to its end and does not stay`, 'ask for restarted');
  if (state === 'reloaded' && !canReload) return missing(`${id} cannot reload`, 'ask for restarted');
  return undefined;
}
