// `order` of a play: which of its hosts have their turn first.

import { didYouMean } from '../nearest.js';
import type { Located } from '../yaml/located.js';
import { type Problems, readText } from '../yaml/shape.js';

export const orders = ['inventory', 'reverse_inventory', 'sorted', 'reverse_sorted', 'shuffle'] as const;

export type Order = (typeof orders)[number];

export function readOrder(node: Located, problems: Problems): Order | undefined {
  const word = readText(node, 'a word', problems);
  const order = orders.find((known) => known === word);
  if (word === undefined || order) return order;
  const advice = didYouMean(word, orders) ?? `write one of ${orders.join(', ')}`;
  problems.push({ message: `"${word}" is no order of hosts`, place: node.place, advice });
  return undefined;
}

/**
 * @param names in the order of the inventory
 * @param random from 0 up to 1, for `shuffle`
 */
export function inOrder(
  names: readonly string[],
  order: Order,
  random: () => number = Math.random,
): readonly string[] {
  switch (order) {
    case 'inventory':
      return names;
    case 'reverse_inventory':
      return [...names].reverse();
    case 'sorted':
      return [...names].sort();
    case 'reverse_sorted':
      return [...names].sort().reverse();
    case 'shuffle':
      return names
        .map((name) => ({ name, at: random() }))
        .sort((one, other) => one.at - other.at)
        .map(({ name }) => name);
  }
}
