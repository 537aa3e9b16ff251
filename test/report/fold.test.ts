// The order of a plan: that of the page, with handlers behind what notified them, wherever they stand in the files.

import { expect, it } from 'vitest';
import { openFold } from '../../src/report/fold.js';
import { outcome, title } from './events.js';

const handler = (id: number, name: string) => ({ ...title(id, name), handler: true });

type Told = readonly (readonly [host: string, task: ReturnType<typeof title>])[];

function order(told: Told): readonly string[] {
  const fold = openFold();
  for (const [host, task] of told) fold.add(outcome(host, task, 'would_change'));
  return fold.take(['a', 'b']).map(({ outcome: { task }, hosts }) => `${task.name}: ${hosts.join(', ')}`);
}

const [one, two, three] = [title(11, 'one'), title(12, 'two'), title(13, 'three')];

it.each<[string, Told, readonly string[]]>([
  [
    'a handler whose role is read before the tasks comes after them',
    [
      ['a', one],
      ['a', two],
      ['a', handler(3, 'reload')],
    ],
    ['one: a', 'two: a', 'reload: a'],
  ],
  [
    'one that runs halfway stays before what comes then',
    [
      ['a', one],
      ['a', handler(20, 'reload')],
      ['a', two],
    ],
    ['one: a', 'reload: a', 'two: a'],
  ],
  [
    'of several hosts, after the last that caused it',
    [
      ['b', one],
      ['b', handler(3, 'reload')],
      ['a', one],
      ['a', three],
      ['a', handler(3, 'reload')],
    ],
    ['one: a, b', 'three: a', 'reload: a, b'],
  ],
  [
    'handlers of one cause keep their own order',
    [
      ['a', one],
      ['a', handler(4, 'restart')],
      ['a', handler(5, 'reload')],
    ],
    ['one: a', 'restart: a', 'reload: a'],
  ],
])('%s', (_, told, expected) => expect(order(told)).toEqual(expected));
