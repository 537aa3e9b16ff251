// `rpc-[01:03].example.org` names three hosts.

import type { Place } from '../problem.js';
import type { Problems } from '../yaml/shape.js';

const most = 10_000;

/** Numbers keep their leading zeros; letters and a third number, the step, work as in Ansible. */
export function expandRange(name: string, place: Place, problems: Problems): readonly string[] {
  const match = /^(.*?)\[([^\]:]*):([^\]:]*)(?::(\d+))?\](.*)$/.exec(name);
  if (!match) return [name];
  const [, before = '', from = '', to = '', step = '1', after = ''] = match;
  const members = membersOf(from, to, Number(step));
  if (!members || members.length > most) {
    const advice = 'write [1:9], [01:09], [a:f] or [0:10:2]';
    problems.push({ message: `"${name}" is no range of hosts`, place, advice });
    return [];
  }
  return members.flatMap((member) => expandRange(`${before}${member}${after}`, place, problems));
}

function membersOf(from: string, to: string, step: number): readonly string[] | undefined {
  if (step < 1) return undefined;
  if (/^\d*$/.test(from) && /^\d+$/.test(to)) {
    return stepsFrom(Number(from), Number(to), step)?.map((number) =>
      String(number).padStart(from.length, '0'),
    );
  }
  if (!/^[A-Za-z]$/.test(from) || !/^[A-Za-z]$/.test(to)) return undefined;
  const letters = stepsFrom(from.charCodeAt(0), to.charCodeAt(0), step);
  return letters?.map((code) => String.fromCharCode(code));
}

function stepsFrom(from: number, to: number, step: number): readonly number[] | undefined {
  if (to < from || (to - from) / step > most) return undefined;
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}
