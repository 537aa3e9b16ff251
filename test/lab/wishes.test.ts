// Every mistake in what a lab is asked for is named, all at once, before anything is made. Needs no root.
import { expect, it } from 'vitest';
import { checkWishes } from '../../src/lab/wishes.js';

const bookworm = 'bookworm' as const;

it.each([
  ['a name that is a path', '../x', [{ name: 'a', release: bookworm }], '"../x" cannot be the name of a lab'],
  ['no hosts', 'lab', [], 'a lab has 1 to 200 hosts, not 0'],
  [
    'a host name with a dot',
    'lab',
    [{ name: 'a.b', release: bookworm }],
    '"a.b" cannot be the name of a host',
  ],
  [
    'a host name too long',
    'lab',
    [{ name: 'a'.repeat(64), release: bookworm }],
    'cannot be the name of a host',
  ],
  [
    'two hosts of one name',
    'lab',
    ['a', 'a'].map((name) => ({ name, release: bookworm })),
    'two hosts are named "a"',
  ],
  ['an unknown release', 'lab', [{ name: 'a', release: 'sarge' as never }], 'unknown Debian release "sarge"'],
])('refuses %s', (_what, name, hosts, message) => {
  expect(() => checkWishes(name, hosts)).toThrow(message);
});

it('accepts names with digits and dashes', () => {
  checkWishes('my-lab-2', [
    { name: 'validator-01', release: 'bookworm' },
    { name: '2', release: 'trixie' },
  ]);
});
