// What file decides. That its steps do it: test/modules/laws.test.ts and test/lab/laws.test.ts.

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refusals, verdictOf } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

const there = {
  mode: '0755',
  owner: 'root',
  group: 'root',
  src: null,
  knowsOwner: true,
  knowsGroup: true,
  above: { parent: '/srv', nearest: '/srv', isDirectory: true, closedTo: null },
};
const absent = { ...there, state: 'absent', mode: null, owner: null, group: null };
const directory = { ...there, state: 'directory' };
const link = { ...there, state: 'link', mode: null, src: 'old' };

describe('changes', () => {
  it.each([
    [{ state: 'directory' }, absent, { state: ['absent', 'directory'] }],
    [
      { state: 'directory', mode: '0750', owner: 'www' },
      absent,
      { state: ['absent', 'directory'], mode: [null, '0750'], owner: [null, 'www'] },
    ],
    [{ state: 'directory', mode: '0o700' }, directory, { mode: ['0755', '0700'] }],
    [{ state: 'file', group: 'adm' }, { ...there, state: 'file' }, { group: ['root', 'adm'] }],
    [{ state: 'link', src: 'new' }, absent, { state: ['absent', 'link'], src: [null, 'new'] }],
    [{ state: 'link', src: 'new' }, link, { src: ['old', 'new'] }],
    [{ state: 'link', src: 'old', owner: 'www' }, link, { owner: ['root', 'www'] }],
    [{ mode: 'g+w,o=' }, directory, { mode: ['0755', '0770'] }],
    [
      { state: 'hard', src: '/srv/y' },
      { ...absent, hasSrc: true },
      { state: ['absent', 'hard'], src: [null, '/srv/y'] },
    ],
    [
      { modification_time: '202001020304' },
      { ...there, state: 'file', modification_time: '202001020305.00' },
      { modification_time: ['202001020305.00', '202001020304.00'] },
    ],
    [{ state: 'absent' }, directory, { state: ['directory', 'absent'] }],
    [{ state: 'absent' }, { ...there, state: 'other' }, { state: ['other', 'absent'] }],
  ])('%j', (params, found, expected) => {
    const verdict = verdictOf('file', { path: '/srv/x', ...params }, found);
    if (verdict?.kind !== 'change') throw new Error(`expected a change, not ${JSON.stringify(verdict)}`);
    expect(Object.fromEntries(verdict.fields.map(({ name, from, to }) => [name, [from, to]]))).toEqual(
      expected,
    );
    const isTree = found === directory && 'state' in params && params.state === 'absent';
    expect(verdict.steps).toMatchObject([{ kind: 'sh', [isTree ? 'removes' : 'touches']: ['/srv/x'] }]);
  });
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-file-`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(localShells)('$name', ({ shell }) => {
  it('keeps a new directory closed until it belongs to whom it should', () => {
    const path = `${folder}/d`;
    const verdict = verdictOf('file', { path, state: 'directory', mode: '0755', owner: 'no-such' }, absent);
    const step = verdict?.kind === 'change' ? verdict.steps[0] : undefined;
    expect(runLocally(shell, step?.kind === 'sh' ? step.script : '').code).not.toBe(0);
    expect((statSync(path).mode & 0o777).toString(8)).toBe('700');
  });
});

it.each([
  [{ state: 'directory', mode: '755' }, directory],
  [{ state: 'file' }, { ...there, state: 'file' }],
  [{ mode: 'u=rwx,go=rX' }, directory],
  [{ mode: '0600' }, link],
  [
    { state: 'hard', src: '/srv/y' },
    { ...there, state: 'hard', src: '/srv/y', hasSrc: true },
  ],
  [
    { access_time: 'preserve', state: 'touch', modification_time: 'preserve' },
    { ...there, state: 'file' },
  ],
  [
    { recurse: true, mode: 'go-w' },
    { ...directory, tree: ['-rw-r--r-- root root', 'lrwxrwxrwx root root'] },
  ],
  [{ state: 'link', src: 'old' }, link],
  [{ state: 'absent' }, absent],
])('nothing to do: %j', (params, found) => {
  expect(verdictOf('file', { path: '/srv/x', ...params }, found)).toBeNull();
});

it.each([
  [{}, absent, 'there is no file /srv/x: make it with copy or template'],
  [{ state: 'file' }, directory, '/srv/x is a directory, not a file: remove it first'],
  [{ state: 'touch' }, { ...there, state: 'other' }, '/srv/x is a device, socket or pipe, not a file'],
  [{ state: 'hard', src: '/srv/y' }, absent, 'there is no /srv/y: src names the file'],
  [{ state: 'hard', src: '/srv/y' }, { ...there, state: 'file', hasSrc: true }, 'not a hard link to /srv/y'],
  [
    { state: 'directory' },
    { ...there, state: 'other' },
    '/srv/x is a device, socket or pipe, not a directory',
  ],
  [{ state: 'link', src: 'y' }, directory, '/srv/x is a directory, not a link'],
  [
    { state: 'directory', owner: 'www' },
    { ...absent, knowsOwner: false },
    'this host has no user www: create it',
  ],
  [{ state: 'directory', group: 'www' }, { ...directory, knowsGroup: false }, 'this host has no group www'],
])('missing: %j', (params, found, why) => {
  const verdict = verdictOf('file', { path: '/srv/x', ...params }, found);
  expect(verdict).toMatchObject({ kind: 'missing', why: expect.stringContaining(why) });
});

describe('refuses', () => {
  it.each(['/', '/etc', '/etc/', '//etc', '/srv/../etc', '/usr/bin/.', '/var/lib', '/home'])(
    'to remove %s',
    (path) => {
      expect(refusals('file', { path, state: 'absent' })).toEqual([
        'path: this is a directory of the operating system: it is not removed',
      ]);
    },
  );

  it.each(['/etc/motd', '/srv/www', '/data', '/var/lib/x', '/home/me'])('but removes %s', (path) => {
    expect(refusals('file', { path, state: 'absent' })).toEqual([]);
  });

  it.each([
    [{ path: 'etc' }, 'path: expected an absolute path, beginning with /'],
    [{ path: '/x', state: 'link' }, 'src: a link needs src, and nothing else takes it'],
    [
      { path: '/x', state: 'absent', group: 'adm' },
      'state: what is absent belongs to nobody: leave owner and group out',
    ],
    [
      { path: '/x', mode: 'u=z' },
      'mode: expected three or four octal digits, such as "0644", or changes, such as u=rw,go=rX',
    ],
    [{ path: '/x', state: 'file', recurse: true }, 'recurse: recurse is for state: directory'],
    [
      { path: '/usr', recurse: true },
      'path: this is a directory of the operating system: recurse is not for all of it',
    ],
    [{ path: '/x', state: 'hard', src: 'y' }, 'src: expected an absolute path, beginning with /'],
    [
      { path: '/x', access_time: 'yesterday' },
      'access_time: expected now, preserve, or a time such as "202611301755.00" (YYYYMMDDhhmm.ss, as touch -t takes it)',
    ],
    [
      { path: '/x', state: 'absent', access_time: 'now' },
      'state: only a file or a directory has times: leave access_time and modification_time out',
    ],
    [{ path: '/x', src: 'y' }, 'src: a link needs src, and nothing else takes it'],
    [
      { path: '/x', state: 'link', src: 'y', mode: '0644' },
      'mode: only a file or a directory has permission bits of its own',
    ],
    [
      { path: '/x', mode: 420 },
      'mode: expected permission bits in quotes, such as "0644": a number has already lost its octal digits',
    ],
  ])('%j', (params, message) => {
    expect(refusals('file', params)).toEqual([message]);
  });
});
