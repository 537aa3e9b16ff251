import { expect, it } from 'vitest';
import { batchesOf, checkSerial, sizesOf } from '../../src/playbook/serial.js';
import type { Problem } from '../../src/problem.js';
import { plain } from '../../src/yaml/located.js';
import { parseYaml } from '../../src/yaml/parse.js';

function read(text: string) {
  const problems: Problem[] = [];
  const [node] = parseYaml(text, 'site.yml', 'playbook').documents;
  if (!node) throw new Error('no YAML');
  checkSerial(node, problems);
  const sizes = problems.length > 0 ? [] : sizesOf(plain(node), node.place, problems);
  return { sizes, problems: problems.map(({ message }) => message) };
}

it.each([
  ['2', '12 34 56 7'],
  ['9', '1234567'],
  ['30%', '12 34 56 7'],
  ['1%', '1 2 3 4 5 6 7'],
  ['100%', '1234567'],
  ['[1, 2]', '1 23 45 67'],
  ['[1, 50%, 100]', '1 234 567'],
])('serial: %s', (text, batches) => {
  const { sizes } = read(text);
  expect(
    batchesOf([...'1234567'], sizes)
      .map((batch) => batch.join(''))
      .join(' '),
  ).toBe(batches);
});

it.each(['0', '-1', '1.5', '101%', '0%', 'many', '{ a: 1 }'])('refuses %s', (text) => {
  expect(read(text)).toEqual({ sizes: [], problems: ['expected how many hosts a batch has'] });
});

it('without it, all hosts at once, be there none', () => {
  expect(batchesOf(['a', 'b'], [])).toEqual([['a', 'b']]);
  expect(batchesOf([], [{ hosts: 1 }])).toEqual([[]]);
});
