// The order of a plan: that of the page, with handlers behind what notified them, wherever they stand in the files.

import { expect, it } from 'vitest';
import { type HostOutcome, outcomeName } from '../../src/event.js';
import { openFold } from '../../src/report/fold.js';
import { outcome, title } from './events.js';

const handler = (id: number, name: string) => ({ ...title(id, name), handler: true });

type Told = readonly (readonly [host: string, task: ReturnType<typeof title>])[];

function order(told: Told): readonly string[] {
  const fold = openFold();
  for (const [host, task] of told) fold.add(outcome(host, task, 'would_change'));
  return fold.take(['a', 'b']).map(({ outcome, hosts }) => `${outcomeName(outcome)}: ${hosts.join(', ')}`);
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

const unreachable = (host: string, message: string, advice?: string): HostOutcome => ({
  ...{ type: 'host_outcome', host, doing: 'connect', place: { file: 'site.yml', line: 1, column: 3 } },
  ...{ status: 'unreachable', message, ...(advice !== undefined && { advice }) },
});

it.each<[string, readonly ReturnType<typeof unreachable>[], readonly string[]]>([
  [
    'for one reason fold, whatever their names and addresses',
    [
      unreachable(
        'a',
        'a: cannot connect to 10.0.0.1:22: refused',
        'Try it: ssh -p 22 me@10.0.0.1. Set by x at i.yml:3:2.',
      ),
      unreachable(
        'b',
        'b: cannot connect to [fd00::2]:2222: refused',
        'Try it: ssh -p 2222 me@fd00::2. Set by x at i.yml:4:2.',
      ),
    ],
    ['a, b: for example a: cannot connect to 10.0.0.1:22: refused'],
  ],
  [
    'for two reasons stay two',
    [
      unreachable('a', 'a: cannot connect to 10.0.0.1:22: refused'),
      unreachable('b', 'b: cannot connect to 10.0.0.2:22: no answer'),
    ],
    ['a: a: cannot connect to 10.0.0.1:22: refused', 'b: b: cannot connect to 10.0.0.2:22: no answer'],
  ],
  ['alone are told as they are', [unreachable('a', 'a: refused')], ['a: a: refused']],
])('hosts that cannot be reached %s', (_, told, expected) => {
  const fold = openFold();
  for (const each of told) fold.add(each);
  const lines = fold
    .take(['a', 'b'])
    .map(({ outcome: { message }, hosts }) => `${hosts.join(', ')}: ${message}`);
  expect(lines).toEqual(expected);
});
