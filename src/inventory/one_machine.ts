// Two names of the inventory that mean one machine: what a play does for the one undoes what it did for the other.

import type { Problem } from '../problem.js';
import type { ConnectionSettings } from './inventory.js';

/** @param all of the hosts of one play; each pair of names is told once, where the later one says its address */
export function namesOfOneMachine(all: readonly ConnectionSettings[]): readonly Problem[] {
  const first = new Map<string, ConnectionSettings>();
  return all.flatMap((settings) => {
    const way = wayTo(settings);
    const other = first.get(way);
    if (other === undefined) first.set(way, settings);
    return other === undefined ? [] : [problemOf(settings, other)];
  });
}

/** Without a port ssh_config may say one, the same for both. */
function wayTo({ connection, address, port, jump }: ConnectionSettings): string {
  const where = connection === 'local' ? [] : [address.toLowerCase(), port ?? 22, jump];
  return JSON.stringify([connection === 'local', ...where]);
}

function problemOf(
  { host, address, port, connection, setBy = [] }: ConnectionSettings,
  other: ConnectionSettings,
): Problem {
  const where = connection === 'local' ? 'this machine' : `${address}, port ${port ?? 22}`;
  const place = setBy.find(({ name }) => /host$/.test(name))?.place;
  const message = `${host} and ${other.host} are one machine: both mean ${where}`;
  const advice = `give ${host} its own address, or leave one of them out: what is done for the one is done over by the other`;
  return place ? { place, message, advice } : { message, advice };
}
