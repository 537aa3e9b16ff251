import { expect, it } from 'vitest';
import { openLasting } from '../../src/report/lasting.js';
import { plainStyle } from '../../src/report/style.js';

const page = { columns: 60, rows: 24, style: plainStyle, diff: false };
const hosts = ['a', 'b', 'c'];

function told(...warnings: readonly (readonly [string, string])[]): string[] {
  const lasting = openLasting();
  for (const [host, message] of warnings) lasting.add({ type: 'warning', host, message, lasting: true });
  return lasting.lines(hosts, page);
}

it('says nothing where there was none', () => {
  expect(told()).toEqual([]);
});

it('says the same of many hosts once, in the order of the hosts', () => {
  expect(told(['b', 'x'], ['a', 'x'], ['a', 'x'], ['c', 'y'])).toEqual([
    '',
    'warning: a, b: x',
    '',
    'warning: c: y',
  ]);
});

it('keeps the lines of a message, and what a host said from the terminal', () => {
  expect(told(['a', 'one\ntwo\u001b[2J'])).toEqual([
    '',
    'warning: a: one',
    expect.stringMatching(/^ {2}two/),
  ]);
  expect(told(['a', 'one\u001b[2J']).join('')).not.toContain('\u001b');
});

it('names nobody where it is about no host', () => {
  const lasting = openLasting();
  lasting.add({ type: 'warning', message: 'the run was stopped', lasting: true });
  expect(lasting.lines(hosts, page)).toEqual(['', 'warning: the run was stopped']);
});
