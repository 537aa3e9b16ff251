// Why a unit cannot be brought to what is wanted, in sentences that say what to do.

import { type Missing, missing } from '../../change.js';
import type { Wanted } from './params.js';
import { type LoadedUnit, startsAtBoot, unitName } from './unit.js';

/** undefined: nothing stands in the way. */
export function blockerTo(wanted: Wanted, unit: LoadedUnit): Missing | undefined {
  return blockerToLoad(wanted, unit) ?? blockerToBoot(wanted, unit) ?? blockerToState(wanted, unit);
}

function blockerToLoad({ name, state, enabled }: Wanted, { id, load }: LoadedUnit): Missing | undefined {
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

function blockerToBoot({ enabled }: Wanted, unit: LoadedUnit): Missing | undefined {
  if (!enabled || startsAtBoot(unit)) return undefined;
  if (unit.boots.blocker !== undefined) return missing(unit.boots.blocker, 'or leave enabled out');
  if (unit.boots.boot !== undefined) return undefined;
  const why = unit.unitFile || 'without a file';
  return missing(`${unit.id} cannot be enabled (it is ${why})`, 'leave enabled out');
}

function blockerToState({ state }: Wanted, { id, ends, canReload }: LoadedUnit): Missing | undefined {
  if (state === 'started' && ends)
    return missing(`${id} runs to its end and does not stay`, 'ask for restarted');
  if (state === 'reloaded' && !canReload) return missing(`${id} cannot reload`, 'ask for restarted');
  return undefined;
}
