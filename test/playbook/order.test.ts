import { expect, it } from 'vitest';
import { inOrder, type Order } from '../../src/playbook/order.js';

const names = ['b', 'c', 'a'];

it.each<[Order, string]>([
  ['inventory', 'bca'],
  ['reverse_inventory', 'acb'],
  ['sorted', 'abc'],
  ['reverse_sorted', 'cba'],
])('%s: %s', (order, wanted) => {
  expect(inOrder(names, order).join('')).toBe(wanted);
});

it('shuffle: as chance has it', () => {
  const chances = [0.5, 0.9, 0.7];
  expect(inOrder(names, 'shuffle', () => chances.shift() ?? 0)).toEqual(['b', 'a', 'c']);
});
