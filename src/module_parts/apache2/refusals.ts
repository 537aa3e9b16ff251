// Why a set of Apache's modules cannot be enabled on a host: sentences for the person, decided without touching it.

import { type Missing, missing } from '../../change.js';
import { conflictsOf, dependentsOf, isMpm, type Modules, withDependencies } from './modules.js';
import type { Switch } from './switch.js';

/**
 * @param names what the task names
 * @param all the same with everything it depends on
 */
export function refuseMpm(
  names: readonly string[],
  all: readonly string[],
  found: Modules,
  swap: Switch['swap'],
): Missing | undefined {
  const mpms = all.filter(isMpm);
  if (mpms.length > 1) {
    const why = mpms.map((mpm) => names.find((name) => withDependencies([name], found).includes(mpm)) ?? mpm);
    return missing(`Apache runs with one MPM, but ${why.join(' and ')} need ${mpms.join(' and ')}`);
  }
  if (swap === null) return undefined;
  if (!names.includes(swap.to)) {
    const who = names.find((name) => withDependencies([name], found).includes(swap.to));
    return missing(
      `${who} needs ${swap.to}, but ${swap.from} is enabled`,
      `name ${swap.to} as well to swap them`,
    );
  }
  const dependents = dependentsOf(swap.from, found);
  if (dependents.length === 0) return undefined;
  return missing(
    `${dependents.join(', ')} needs ${swap.from}`,
    `disable it first (state: absent), or keep ${swap.from}`,
  );
}

export function refuseConflict(
  enable: readonly string[],
  all: readonly string[],
  found: Modules,
  swap: Switch['swap'],
): Missing | undefined {
  for (const name of enable) {
    const rival = conflictsOf(name, found).find(
      (other) => other !== swap?.from && (found.enabled.has(other) || all.includes(other)),
    );
    if (rival) return missing(`${name} and ${rival} exclude each other`, `disable ${rival} first`);
  }
  return undefined;
}

/** a2enmod enables another module than the one it was asked for. */
export function refuseCgi(all: readonly string[], found: Modules, swap: Switch['swap']): Missing | undefined {
  const mpm = swap?.to ?? [...found.enabled].find(isMpm);
  if (!all.includes('cgi') || found.enabled.has('cgi') || mpm === 'mpm_prefork') return undefined;
  return missing(`with ${mpm ?? 'a threaded MPM'} Debian enables cgid instead of cgi`, `ask for cgid`);
}

export function missingModule(name: string, names: readonly string[], found: Modules): Missing {
  const plain = name.replace(/^mod_|_module$/g, '');
  if (found.available.has(plain))
    return missing(`there is no Apache module ${name} on this host`, `write ${plain}`);
  const needed = names.includes(name) ? '' : ` (which ${names.join(', ')} depends on)`;
  const packaged = `libapache2-mod-${plain.replaceAll('_', '-')}`;
  return missing(
    `there is no Apache module ${name}${needed} on this host`,
    `check its name, or install the package that brings it (Debian names them like ${packaged})`,
  );
}

/** Said before anything is tried, so that a plan tells it as well. */
export function closed(user: string, folder: 'mods' | 'sites' | 'conf'): Missing {
  return missing(`${user} may not write into /etc/apache2/${folder}-enabled`, `add become: true`);
}
