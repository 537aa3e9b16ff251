// `rpc-[01:03].example.org` names three hosts.

import type { Place } from '../problem.js';
import type { Problems } from '../yaml/shape.js';
import { parseAddress } from './address.js';

const most = 10_000;

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The hosts that a name in an inventory stands for, with their port. Nothing where it is wrong. */
export function hostsNamed(
  name: string,
  place: Place,
  problems: Problems,
): { readonly names: readonly string[]; readonly port: number | undefined } {
  const { host, port } = parseAddress(name) ?? { host: name, port: undefined };
  const names = expandRange(host);
  if (names && names.length > 0 && names.every((each) => each !== '')) return { names, port };
  const [message, advice] =
    name.trim() === ''
      ? ['a host needs a name', undefined]
      : [`"${name}" is no range of hosts`, 'write [1:9], [01:09], [a:f] or [0:10:2]'];
  problems.push({ message, place, advice });
  return { names: [], port };
}

/**
 * As Ansible expands it: [1:3], [08:10] with as many digits, [a:f] in the order a-z, A-Z, and a third number, the step.
 *
 * @returns undefined for what is no range, or one of more than 10,000 hosts
 */
export function expandRange(name: string): readonly string[] | undefined {
  const open = name.indexOf('[');
  if (open === -1) return [name];
  const close = name.indexOf(']', open);
  const bounds = name.slice(open + 1, close === -1 ? undefined : close).split(':');
  const [from = '', to = '', step = '1'] = bounds;
  const members =
    close === -1 || bounds.length < 2 || bounds.length > 3 ? undefined : membersOf(from, to, step);
  if (!members) return undefined;
  const rest = expandRange(name.slice(close + 1));
  if (!rest || members.length * rest.length > most) return undefined;
  return members.flatMap((member) => rest.map((tail) => `${name.slice(0, open)}${member}${tail}`));
}

function membersOf(from: string, to: string, step: string): readonly string[] | undefined {
  if (!/^\d+$/.test(step) || Number(step) < 1) return undefined;
  if (/^[a-z]$/i.test(from) && /^[a-z]$/i.test(to)) {
    return stepsFrom(letters.indexOf(from), letters.indexOf(to), Number(step))?.map(
      (index) => letters[index] ?? '',
    );
  }
  if (!/^\d*$/.test(from) || !/^\d+$/.test(to)) return undefined;
  const isPadded = from.length > 1 && from.startsWith('0');
  if (isPadded && from.length !== to.length) return undefined;
  const width = isPadded ? from.length : 0;
  return stepsFrom(Number(from), Number(to), Number(step))?.map((number) =>
    String(number).padStart(width, '0'),
  );
}

function stepsFrom(from: number, to: number, step: number): readonly number[] | undefined {
  if (to < from || (to - from) / step > most) return undefined;
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}
