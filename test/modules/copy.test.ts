// What copy decides and reads. That its steps do it: test/modules/laws.test.ts and test/lab/laws.test.ts.

import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StateModule } from '../../src/module.js';
import { copy } from '../../src/modules/copy.js';
import { probeOf, readBy, refusals, verdictOf } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

const hash = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const above = { parent: '/srv', nearest: '/srv', isDirectory: true, closedTo: null };
const nothing = {
  kind: 'nothing',
  mode: null,
  owner: null,
  group: null,
  target: null,
  above,
  knowsOwner: true,
  knowsGroup: true,
  content: null,
  text: undefined,
};
const old = {
  ...nothing,
  kind: 'file',
  mode: '0644',
  owner: 'root',
  group: 'root',
  content: hash('old'),
  text: 'old',
};
const dest = '/srv/f';

it('force: false leaves what is there, and makes what is not', () => {
  const wanted = { dest, content: 'new', mode: '0600', force: false };
  expect(verdictOf('copy', wanted, old)).toBeNull();
  expect(verdictOf('copy', wanted, nothing)).toMatchObject({ kind: 'change' });
});

it('permission bits may be changes of those that are there', () => {
  const wanted = { dest, content: 'old', mode: 'go-r' };
  expect(verdictOf('copy', wanted, old)).toMatchObject({
    fields: [{ name: 'mode', from: '0644', to: '0600' }],
  });
  expect(verdictOf('copy', { ...wanted, content: 'new' }, nothing)).toMatchObject({
    fields: [{ name: 'content' }, { name: 'mode', to: '0600' }],
    steps: [{ mode: '0600' }],
  });
});

describe('a difference in content', () => {
  it('is written whole, and shown as texts', () => {
    expect(verdictOf('copy', { dest, content: 'new', mode: '0644', owner: 'www' }, old)).toEqual({
      kind: 'change',
      judge: 'probe',
      fields: [
        { name: 'content', from: hash('old'), to: hash('new'), texts: { before: 'old', after: 'new' } },
        { name: 'owner', from: 'root', to: 'www' },
      ],
      steps: [
        {
          kind: 'put',
          path: dest,
          content: Buffer.from('new'),
          follow: false,
          unsafe: false,
          backup: false,
          mode: '0644',
          owner: 'www',
        },
      ],
    });
  });

  it('of a new file begins with nothing', () => {
    expect(verdictOf('copy', { dest, content: 'new' }, nothing)).toMatchObject({
      fields: [{ name: 'content', from: null, texts: { before: '', after: 'new' } }],
    });
  });

  it.each([
    ['the new mode is private', { content: 'new', mode: '0600' }, { ...old, mode: '0600' }],
    ['the new content is a private key', { content: '-----BEGIN PRIVATE KEY-----\n' }, old],
    ['the new content is binary', { content: Uint8Array.of(0xff, 0) }, old],
    ['the new content is large', { content: 'x'.repeat(65_537) }, old],
    ['the old text was not fetched', { content: 'new' }, { ...old, text: undefined }],
  ])('is not shown where %s', (_title, params, found) => {
    const verdict = verdictOf('copy', { dest, ...params }, found);
    expect(verdict).toMatchObject({ kind: 'change', fields: [{ name: 'content', from: hash('old') }] });
    expect(JSON.stringify(verdict?.kind === 'change' && verdict.fields[0])).not.toContain('texts');
  });
});

it('only sets attributes where only they differ', () => {
  expect(verdictOf('copy', { dest, content: 'old', mode: '0600', group: 'adm' }, old)).toMatchObject({
    fields: [
      { name: 'mode', from: '0644', to: '0600' },
      { name: 'group', from: 'root', to: 'adm' },
    ],
    steps: [{ kind: 'sh', script: expect.stringMatching(/hw_attributes :adm 00600$/), touches: [dest] }],
  });
});

describe('a link at dest', () => {
  const link = {
    ...nothing,
    kind: 'link',
    target: '../run/resolv.conf',
    content: 'link to ../run/resolv.conf',
  };

  it('is replaced, which the plan says, with the way to keep it', () => {
    expect(verdictOf('copy', { dest, content: 'new' }, link)).toMatchObject({
      fields: [
        {
          name: 'content',
          from: 'link to ../run/resolv.conf',
          to: hash('new'),
          note: 'replaces the link to ../run/resolv.conf; follow: true keeps it',
        },
      ],
      steps: [{ kind: 'put', follow: false }],
    });
  });

  it('is named where it is followed', () => {
    expect(verdictOf('copy', { dest, content: 'new', follow: true }, { ...old, via: 'other' })).toMatchObject(
      {
        fields: [{ name: 'content', note: '/srv/f is a link to other, which is what is changed' }],
        steps: [{ kind: 'put', follow: true }],
      },
    );
  });
});

describe('a way that belongs to somebody else', () => {
  const theirs = { ...above, doubt: { kind: 'theirs', path: '/srv', owner: 'alice' } } as const;

  it.each([
    ['a new file', {}, { ...nothing, above: theirs }],
    ['a file of theirs', { mode: '0600' }, { ...old, owner: 'alice', above: theirs }],
    ['a file that is given to them', { owner: 'alice' }, { ...nothing, above: theirs }],
  ])('takes %s', (_title, params, found) => {
    expect(verdictOf('copy', { dest, content: 'new', ...params }, found)).toMatchObject({ kind: 'change' });
  });

  it.each([
    ['a file of root', {}, { ...old, above: theirs }],
    ['a file that is to be of root', { owner: 'root' }, { ...nothing, above: theirs }],
  ])('takes no %s', (_title, params, found) => {
    const wanted = { dest, content: 'new', ...params };
    expect(verdictOf('copy', wanted, found)).toMatchObject({
      kind: 'missing',
      why: expect.stringContaining('/srv belongs to alice, who could put something else in the way'),
    });
    expect(verdictOf('copy', { ...wanted, unsafe_path: 'allow' }, found)).toMatchObject({
      steps: [{ kind: 'put', unsafe: true }],
    });
  });
});

it('has nothing to do where all is as wanted', () => {
  expect(verdictOf('copy', { dest, content: 'old', mode: '0644', owner: 'root' }, old)).toBeNull();
});

it('says what it would write, also where the directory is not there yet', () => {
  const found = { ...nothing, above: { ...above, parent: '/srv/no' } };
  expect(verdictOf('copy', { dest, content: 'new' }, found)).toMatchObject({
    fact: 'there is no directory /srv/no',
    fields: [{ name: 'content', from: null, texts: { before: '', after: 'new' } }],
  });
  const secret = { dest, content: 'new', mode: '0600' };
  expect(verdictOf('copy', secret, found)).toMatchObject({ fields: [{ name: 'content' }, { name: 'mode' }] });
  expect(JSON.stringify(verdictOf('copy', secret, found))).not.toContain('"new"');
});

it.each([
  [{ ...nothing, kind: 'directory' }, '/srv/f is a directory: name the file in it that is meant'],
  [{ ...nothing, kind: 'other' }, '/srv/f is a device, socket or pipe: name another dest'],
  [
    { ...nothing, above: { ...above, parent: '/srv/no' } },
    'there is no directory /srv/no: make it with file',
  ],
  [{ ...nothing, above: { ...above, closedTo: 'me' } }, 'me may not write into /srv: add become: true'],
  [
    { ...old, above: { ...above, closedTo: 'root' } },
    '/srv is mounted read-only, or immutable (lsattr -d /srv)',
  ],
])('missing', (found, why) => {
  // What would be written shows all the same.
  expect(verdictOf('copy', { dest, content: 'x' }, found)).toMatchObject({
    kind: 'missing',
    why: expect.stringContaining(why),
  });
});

it('force: false leaves a file, and takes no directory for it', () => {
  const wanted = { dest, content: 'x', force: false };
  expect(verdictOf('copy', wanted, old)).toBeNull();
  expect(verdictOf('copy', wanted, { ...nothing, kind: 'directory' })).toMatchObject({ kind: 'missing' });
});

it.each([
  [{ dest: '/srv/', content: '' }, 'dest: expected the name of a file, not of a directory'],
  [{ dest }, 'content: nothing to copy: write src or content'],
])('refuses %j', (params, message) => {
  expect(refusals('copy', params)).toEqual([message]);
});

describe('reads', () => {
  const head = `parent=/srv\nnearest=/srv\nls=-rw-r--r-- 1 root root 9 Nov 22 17:09 /srv/f\nsha256=${'0'.repeat(64)}\n`;

  it('a hash alone', () => {
    expect(readBy('copy', { dest, content: 'x' }, head)).toMatchObject({
      kind: 'file',
      content: `sha256:${'0'.repeat(64)}`,
      text: undefined,
    });
  });

  it('a text, whatever is in it', () => {
    const text = '\ntext=\nls=drwxrwxrwx 1 x x 1 Nov 22 17:09 /\nsha256=\nno_owner=yes\n no end of line';
    expect(readBy('copy', { dest, content: 'x' }, `${head}text=\n${text}`)).toMatchObject({
      kind: 'file',
      owner: 'root',
      knowsOwner: true,
      content: `sha256:${'0'.repeat(64)}`,
      text,
    });
  });

  it('no text from bytes that are none', () => {
    const bytes = Buffer.concat([Buffer.from(`${head}text=\n`), Buffer.of(0xc3, 0x28)]);
    expect(readBy('copy', { dest, content: 'x' }, bytes)).toMatchObject({ text: undefined });
  });
});

describe.each(localShells)('the probe in $name', ({ shell }) => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(`${tmpdir()}/hostwright-copy-`);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['a text that differs', 'old\n', 0o644, { content: 'new' }, true],
    ['a text that is the same', 'new', 0o644, { content: 'new' }, false],
    ['what nobody else may read', 'old\n', 0o600, { content: 'new' }, false],
    ['what nobody else is to read', 'old\n', 0o644, { content: 'new', mode: '0600' }, false],
    ['a private key', 'x\n-----BEGIN RSA PRIVATE KEY-----\n', 0o644, { content: 'new' }, false],
    ['what a private key is to replace', 'old\n', 0o644, { content: '-----BEGIN PRIVATE KEY-----' }, false],
    ['a large text', 'x'.repeat(65_537), 0o644, { content: 'new' }, false],
    ['a text just small enough', 'x'.repeat(65_536), 0o644, { content: 'new' }, true],
  ])('%s', (_title, content, mode, params, shown) => {
    const path = `${folder}/it's`;
    writeFileSync(path, content);
    chmodSync(path, mode);
    const wanted = { dest: path, ...params };
    const { stdout } = runLocally(shell, probeOf('copy', wanted));
    expect(readBy('copy', wanted, stdout)).toMatchObject({
      content: hash(content),
      text: shown ? content : undefined,
    });
    if (!shown) expect(stdout.toString()).not.toContain('text=');
  });
});

it('content is hashed once, for the probe, the plan and the check after it', () => {
  const module = copy as unknown as StateModule<unknown>;
  const content = Buffer.from('what is hashed once');
  const wanted = module.params.parse({ dest, src: 'x', content });
  const update = vi.spyOn(Object.getPrototypeOf(createHash('sha256')), 'update');
  try {
    module.probe(wanted);
    for (let nth = 0; nth < 3; nth += 1) module.plan(wanted, old);
    // Another host is given the same bytes.
    module.plan(module.params.parse({ dest, src: 'x', content }), old);
    expect(update.mock.calls.filter(([bytes]) => content.equals(bytes as Buffer))).toHaveLength(1);
  } finally {
    update.mockRestore();
  }
});
