// `serial` of a play: its hosts in batches, one after another.

import { mayHoldTemplate } from '../expression/settle.js';
import { checkTemplates } from '../expression/template.js';
import type { Json } from '../json.js';
import type { Place } from '../problem.js';
import type { Located } from '../yaml/located.js';
import { oneOrMore, type Problems } from '../yaml/shape.js';

/** How many hosts a batch has: so many, or so much of all. */
export type BatchSize = { readonly hosts: number } | { readonly percent: number };

/** A number, a percentage such as `30%`, or a list of these: the last holds for all batches that are left. */
export function checkSerial(node: Located, problems: Problems): void {
  for (const item of oneOrMore(node)) {
    if (mayHoldTemplate(item)) problems.push(...checkTemplates(item));
    else sizesOf(item.kind === 'scalar' ? item.value : null, item.place, problems);
  }
}

/** @param value what stands under `serial`, filled in */
export function sizesOf(value: Json, place: Place, problems: Problems): readonly BatchSize[] {
  if (Array.isArray(value)) return value.flatMap((item) => sizesOf(item, place, problems));
  const [, digits, percent] = /^(\d{1,9})(%?)$/.exec(typeof value === 'object' ? '' : String(value)) ?? [];
  const size = Number(digits ?? 0);
  if (size > 0 && percent === '') return [{ hosts: size }];
  if (size > 0 && size <= 100) return [{ percent: size }];
  const advice = 'write serial: 2, serial: 30%, or a list of such for one batch after another';
  problems.push({ message: 'expected how many hosts a batch has', place, advice });
  return [];
}

/** As in Ansible: a percentage is of all hosts of the play, rounded down, and never nobody. */
export function batchesOf<Host>(
  hosts: readonly Host[],
  sizes: readonly BatchSize[],
): readonly (readonly Host[])[] {
  if (sizes.length === 0 || hosts.length === 0) return [hosts];
  const batches: (readonly Host[])[] = [];
  for (let begin = 0; begin < hosts.length; ) {
    const size = sizes[Math.min(batches.length, sizes.length - 1)];
    const end = begin + countOf(size ?? { percent: 100 }, hosts.length);
    batches.push(hosts.slice(begin, end));
    begin = end;
  }
  return batches;
}

function countOf(size: BatchSize, all: number): number {
  return 'hosts' in size ? size.hosts : Math.max(1, Math.floor((size.percent * all) / 100));
}
