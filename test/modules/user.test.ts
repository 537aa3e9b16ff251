// What user decides. That its steps do it: test/lab/laws.test.ts, and beside Ansible: `npm run test:long -- accounts`.

import { expect, it } from 'vitest';
import { probeOf, refusals, verdictOf } from './ask_module.js';

const absent = {
  state: 'absent',
  uid: null,
  gid: null,
  group: null,
  groups: [],
  comment: null,
  home: null,
  shell: null,
  create_home: false,
  hasOldHome: false,
  password: null,
  password_lock: null,
  missingGroups: [],
  hasOwnGroup: false,
  hasTools: true,
};
const there = {
  ...absent,
  state: 'present',
  uid: 1000,
  gid: 1000,
  group: 'ann',
  groups: ['adm'],
  comment: '',
  home: '/home/ann',
  shell: '/bin/bash',
  create_home: true,
  hasOldHome: true,
  hasOwnGroup: true,
};
const hash = '$6$salt$hash';

it.each([
  [{}, absent, ['useradd -m ann']],
  [{ system: true, create_home: false }, { ...absent, hasOwnGroup: true }, ['useradd -M -r -N ann']],
  [{ uid: 7, comment: "it's", groups: 'b, a' }, absent, [`useradd -m -u 7 -c 'it'\\''s' -G a,b ann`]],
  [{ password: hash }, absent, ['useradd -m ann', 'chpasswd -e']],
  [{ password: hash, password_lock: true }, absent, ['useradd -m ann', 'chpasswd -e', 'usermod -L ann']],
  [{ groups: 'dip', append: true }, there, ['usermod -G adm,dip ann']],
  [{ groups: [] }, there, [`usermod -G '' ann`]],
  [{ home: '/srv/ann', move_home: true }, there, ['usermod -d /srv/ann -m ann']],
  [{}, { ...there, create_home: false }, ['mkhomedir_helper ann 0022']],
  [{ password_lock: false }, { ...there, password_lock: true }, ['usermod -U ann']],
  [{ state: 'absent', remove: true, force: true }, there, ['userdel -r -f ann']],
])('%j', (wanted, found, scripts) => {
  const verdict = verdictOf('user', { name: 'ann', ...wanted }, found);
  expect(verdict).toMatchObject({ kind: 'change', steps: scripts.map((script) => ({ script })) });
});

it.each([
  [{}, there],
  [{ groups: 'ann,adm' }, there],
  [{ password: hash }, { ...there, password: 'as wanted' }],
  [
    { password: hash, update_password: 'on_create' },
    { ...there, password: 'another' },
  ],
  [{ password_lock: false }, there],
  [{}, { ...there, home: '/nonexistent', create_home: false }],
  [{ state: 'absent' }, absent],
])('%j is as wanted', (wanted, found) => {
  expect(verdictOf('user', { name: 'ann', ...wanted }, found)).toBeNull();
});

it('hands a hash over by standard input, and shows it nowhere', () => {
  const verdict = verdictOf('user', { name: 'ann', password: hash }, { ...there, password: 'another' });
  expect(verdict).toMatchObject({ steps: [{ input: Buffer.from(`ann:${hash}\n`) }] });
  expect(JSON.stringify(verdict?.kind === 'change' && verdict.fields)).not.toContain('hash');
});

it('asks for the password only where something is said of it', () => {
  expect(probeOf('user', { name: 'ann' })).not.toContain('shadow');
});

it('names a group that is not there', () => {
  const found = { ...there, missingGroups: ['none'] };
  expect(verdictOf('user', { name: 'ann', groups: 'none' }, found)).toMatchObject({
    why: 'this host has no group none: make it first, with group',
  });
});

it.each([
  [
    { password: 'secret' },
    'password: expected a hash as crypt(5) has it (mkpasswd makes one), and never the password itself',
  ],
  [{ comment: 'a:b' }, 'comment: expected a text without a colon and without a line feed'],
  [{ append: true }, 'append: append says how groups are meant: write groups, or leave it out'],
  [{ remove: true }, 'state: remove and force are for state: absent'],
])('%j is refused', (wanted, message) => {
  expect(refusals('user', { name: 'ann', ...wanted })).toEqual([message]);
});
