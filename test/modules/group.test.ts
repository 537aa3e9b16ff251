// What group decides. That its steps do it: test/lab/laws.test.ts, and beside Ansible: `npm run test:long -- accounts`.

import { describe, expect, it } from 'vitest';
import { readBy, refusals, verdictOf } from './ask_module.js';

const there = { state: 'present', gid: 1000, hasTools: true };
const absent = { state: 'absent', gid: null, hasTools: true };

it.each([
  [{ name: 'g' }, absent, 'groupadd g'],
  [{ name: 'g', gid: '7', system: true }, absent, 'groupadd -r -g 7 g'],
  [{ name: 'g', gid: 7 }, there, 'groupmod -g 7 g'],
  [{ name: 'g', state: 'absent' }, there, 'groupdel g'],
])('%j', (wanted, found, script) => {
  expect(verdictOf('group', wanted, found)).toMatchObject({ kind: 'change', steps: [{ script }] });
});

it.each([
  [{ name: 'g' }, there],
  [{ name: 'g', gid: 1000 }, there],
  [{ name: 'g', state: 'absent' }, absent],
])('%j is as wanted', (wanted, found) => expect(verdictOf('group', wanted, found)).toBeNull());

describe('a host', () => {
  it('is read', () => {
    expect(readBy('group', { name: 'g' }, 'entry=g:x:12:a,b\ntools=no\n')).toEqual({
      ...{ state: 'present', gid: 12, hasTools: false },
    });
  });

  it('without groupadd is told', () => {
    expect(verdictOf('group', { name: 'g' }, { ...absent, hasTools: false })).toMatchObject({
      why: 'this host has no groupadd: install the package passwd (shadow)',
    });
  });
});

it.each([
  [{ name: 'a b' }, 'name: expected the name of a user or group'],
  [{ name: 'g', gid: -1 }, 'gid: Too small: expected number to be >=0'],
  [{ name: 'g', gid: 7, state: 'absent' }, 'gid: what is absent has no number: leave gid out'],
])('%j is refused', (wanted, message) => expect(refusals('group', wanted)).toEqual([message]));
