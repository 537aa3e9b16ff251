// What user decides. That its steps do it: test/lab/laws.test.ts, and beside Ansible: `npm run test:long -- accounts`.

import { expect, it } from 'vitest';
import { probeOf, readBy, refusals, verdictOf } from './ask_module.js';

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
  expires: null,
  password_expire_min: null,
  password_expire_max: null,
  key: { path: null, isThere: false, hasTool: true, publicKey: null, fingerprint: null },
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
  [{}, { ...there, create_home: false }, [expect.stringMatching(/\nmkhomedir_helper ann "\$\{u:-0022}"$/)]],
  [{ password_lock: false }, { ...there, password_lock: true }, ['usermod -U ann']],
  [
    { create_home: true, skeleton: '/srv/skel', umask: '077', uid: 7, non_unique: true },
    absent,
    ['useradd -m -k /srv/skel -K UMASK=077 -o -u 7 ann'],
  ],
  [{ expires: 86_400 * 365 }, absent, ['useradd -m -e 1971-01-01 ann']],
  [{ expires: 0, system: true }, absent, ['useradd -m -r -e 1970-01-01 ann', 'usermod -e 1970-01-01 ann']],
  [{ expires: '31536000.5' }, { ...there, expires: '2001-02-03' }, ['usermod -e 1971-01-01 ann']],
  [{ expires: -1 }, { ...there, expires: '2001-02-03' }, [`usermod -e '' ann`]],
  [{ password_expire_min: 1, password_expire_max: 90 }, there, ['chage -m 1 -M 90 ann']],
  [{ password_expire_max: 90 }, { ...there, password_expire_max: 99_999 }, ['chage -M 90 ann']],
  [{ uid: 7, non_unique: true }, there, ['usermod -o -u 7 ann']],
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
  [{ remove: true }, there],
  [{ expires: 0 }, { ...there, expires: '1970-01-01' }],
  [{ expires: -1 }, { ...there, expires: 'never' }],
  [{ password_expire_min: 1 }, { ...there, password_expire_min: 1 }],
  [{ generate_ssh_key: true }, { ...there, key: { ...there.key, isThere: true } }],
])('%j is as wanted', (wanted, found) => {
  expect(verdictOf('user', { name: 'ann', ...wanted }, found)).toBeNull();
});

it('hands a hash over by standard input, and shows it nowhere', () => {
  const verdict = verdictOf('user', { name: 'ann', password: hash }, { ...there, password: 'another' });
  expect(verdict).toMatchObject({ steps: [{ input: Buffer.from(`ann:${hash}\n`) }] });
  expect(JSON.stringify(verdict?.kind === 'change' && verdict.fields)).not.toContain('hash');
});

it('hands a passphrase over by standard input', () => {
  const wanted = { name: 'ann', generate_ssh_key: true, ssh_key_passphrase: 'open, sesame' };
  const verdict = verdictOf('user', wanted, there);
  expect(verdict).toMatchObject({ steps: [{}, { input: Buffer.from('open, sesame\n') }] });
  expect(
    JSON.stringify(
      verdict?.kind === 'change' && verdict.steps.map(({ kind, ...step }) => ({ ...step, input: kind })),
    ),
  ).not.toContain('sesame');
});

it('makes another key in each run where force says so, and is not judged by another look', () => {
  const found = { ...there, key: { ...there.key, isThere: true, fingerprint: '256 SHA256:x' } };
  expect(verdictOf('user', { name: 'ann', generate_ssh_key: true, force: true }, found)).toMatchObject({
    judge: 'exit',
    fields: [{ name: 'generate_ssh_key', from: '256 SHA256:x', to: 'another key' }],
  });
});

it('reads days of an account, also such as no calendar has', () => {
  const read = (days: string) =>
    readBy('user', { name: 'ann', expires: 0 }, `entry=ann:x:1:1::/:/bin/sh\ndays=${days}\n`);
  expect(read('20000:1:90:7::365:')).toMatchObject({
    expires: '1971-01-01',
    password_expire_min: 1,
    password_expire_max: 90,
  });
  expect(read('20000:0:99999:7:::')).toMatchObject({ expires: 'never' });
  expect(read('::::::')).toMatchObject({ expires: 'never', password_expire_min: -1 });
  expect(read('0:0:0:7::99999999:')).toMatchObject({ expires: 'day 99999999' });
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
  [
    { skeleton: '/srv/skel', create_home: false },
    'skeleton: skeleton is for a home that is made: leave create_home true, or leave skeleton out',
  ],
  [{ umask: 77 }, 'umask: expected octal digits in quotes, such as "077"'],
  [{ expires: 'soon' }, 'expires: expected seconds since 1970, or a negative number for never'],
  [{ ssh_key_passphrase: 'four' }, 'ssh_key_passphrase: ssh-keygen wants at least 5 characters'],
  [{ ssh_key_file: '.ssh/' }, 'ssh_key_file: expected the name of a file'],
])('%j is refused', (wanted, message) => {
  expect(refusals('user', { name: 'ann', ...wanted })).toEqual([message]);
});
