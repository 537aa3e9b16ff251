import { expect, it } from 'vitest';
import { didYouMean, nearest } from '../src/nearest.js';

const words = ['when', 'tags', 'tasks', 'name', 'notify', 'register', 'become', 'become_user'];

it.each([
  ['wehn', 'when'],
  ['nam', 'name'],
  ['Name', 'name'],
  ['notfiy', 'notify'],
  ['regster', 'register'],
  ['becomeuser', 'become_user'],
  ['x', undefined],
  ['taks', 'tasks'],
  ['tag', 'tags'],
  ['', undefined],
])('%s: %s', (word, meant) => expect(nearest(word, words)).toBe(meant));

it('asks', () => {
  expect(didYouMean('wehn', words)).toBe('did you mean "when"?');
  expect(didYouMean('quux', words)).toBeUndefined();
});
