// What authorized_key decides, and what root reads for it in a home that is somebody else's. That its steps do it:
// test/lab/laws.test.ts.

import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modulesByName } from '../../src/modules/index.js';
import { parsePlaybook } from '../../src/playbook/parse.js';
import { problemsOf } from '../expression/scopes.js';
import { probeOf, readBy, verdictOf } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

const one = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHGZMywqFcTQCV3Y/rgXfcXHgqKKbVKFqxA0wzcA6OCs';
const two = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAocPkBWQZwaXhv9uI1B3dJdwhTKnXfBFmwXrq69MZ85';
const three = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAqytR4IYMpl1fZNiRKHxEKYzh0lLmZ8dRO8zgD0tnKU';
const spoken = 'command="echo \\"a, b\\" # c",no-pty';

const above = { parent: '/home/ann/.ssh', nearest: '/home/ann/.ssh', isDirectory: true, closedTo: null };
const there = {
  kind: 'file',
  mode: '0600',
  owner: 'ann',
  group: 'ann',
  target: null,
  above,
  knowsOwner: true,
  knowsGroup: true,
  home: '/home/ann',
  ownGroup: 'ann',
  path: '/home/ann/.ssh/authorized_keys',
  folder: '/home/ann/.ssh',
  folderStat: { kind: 'directory', mode: '0700', owner: 'ann', group: 'ann' },
};
const having = (text: string) => ({ ...there, content: Buffer.from(text) });

describe('the file afterwards', () => {
  it.each([
    ['a key is added', { key: `${two} bob` }, `${one} ann\n`, `${one} ann\n${two} bob\n`],
    [
      'what is foreign stays',
      { key: two },
      `# ä\n\n\t${one}  a  b\r\nodd\n`,
      `# ä\n\n\t${one}  a  b\r\nodd\n${two}\n`,
    ],
    ['a last line is ended', { key: two }, `${one} ann`, `${one} ann\n${two}\n`],
    ['another comment', { key: `${one} new` }, `${one} old\n# c\n`, `# c\n${one} new\n`],
    ['a comment for all', { key: `${one} x\n# c\n${two}`, comment: 'y z' }, '', `${one} y z\n${two} y z\n`],
    ['options', { key: `${spoken} ${one} ann` }, `${one} ann\n`, `${spoken} ${one} ann\n`],
    ['options for all', { key: `no-pty ${one}`, key_options: spoken }, '', `${spoken} ${one}\n`],
    ['no options', { key: one, key_options: '' }, `no-pty ${one}\n`, `${one}\n`],
    ['exclusive', { key: one, exclusive: true }, `# c\n${two}\n${one}\nodd\n`, `${one}\n`],
    ['twice with other options', { key: one }, `no-pty ${one}\n${one}\n`, `${one}\n`],
    ['gone, whatever its options', { key: one, state: 'absent' }, `${spoken} ${one} x\n${two}\n`, `${two}\n`],
    ['a type in the options', { key: two, state: 'absent' }, `command="ssh-rsa x" ${two} y\n`, ''],
  ])('%s', (_, params, before, after) => {
    const verdict = verdictOf('authorized_key', { user: 'ann', ...params }, having(before));
    expect(verdict).toMatchObject({
      kind: 'change',
      steps: [{ kind: 'put', path: there.path, mode: '0600' }],
    });
    const [step] = verdict?.kind === 'change' ? verdict.steps : [];
    expect(step?.kind === 'put' && Buffer.from(step.content).toString()).toBe(after);
    const again = verdictOf('authorized_key', { user: 'ann', ...params }, having(after));
    expect(again).toBeNull();
  });

  it.each([
    ['in another order', { key: `no-pty,command="a" ${one}` }, `command="a",no-pty ${one}\n`],
    ['among others', { key: one }, `${three}\n${one}\n`],
    ['not there', { key: one, state: 'absent' }, `${two}\n`],
    ['exclusive', { key: `${one}\n${two}`, exclusive: true }, `${two}\n${one}\n`],
  ])('is as wanted: %s', (_, params, text) => {
    expect(verdictOf('authorized_key', { user: 'ann', ...params }, having(text))).toBeNull();
  });
});

it('tells which keys come and go', () => {
  const verdict = verdictOf(
    'authorized_key',
    { user: 'ann', key: `${one} ann`, exclusive: true },
    having(`${two} bob\n`),
  );
  expect(verdict?.kind === 'change' && verdict.fields[0]?.note).toMatch(
    /^adds SHA256:[A-Za-z0-9+/]{43} ann; removes SHA256:[A-Za-z0-9+/]{43} bob$/,
  );
});

it.each([
  [
    'makes a folder in the home',
    {},
    { folderStat: { kind: 'nothing' }, above: { ...above, nearest: '/home/ann' } },
    'hw_directory ann:ann 00700',
  ],
  [
    'gives it to the user',
    {},
    { folderStat: { ...there.folderStat, mode: '0755' } },
    'hw_attributes ann:ann 00700',
  ],
  [
    'makes one elsewhere for all',
    {},
    {
      path: '/etc/k/ann',
      folder: '/etc/k',
      folderStat: { kind: 'nothing' },
      above: { parent: '/etc/k', nearest: '/etc', isDirectory: true, closedTo: null },
    },
    "hw_directory '' ''",
  ],
])('%s', (_, params, found, call) => {
  const verdict = verdictOf(
    'authorized_key',
    { user: 'ann', key: one, ...params },
    { ...having(''), ...found },
  );
  expect(verdict).toMatchObject({
    kind: 'change',
    steps: [{ script: expect.stringContaining(call) }, { kind: 'put' }],
  });
});

it.each([
  ['leaves a folder elsewhere', {}, { path: '/etc/k/ann', folder: '/etc/k' }],
  ['and what manage_dir says', { manage_dir: false }, { folderStat: { ...there.folderStat, mode: '0755' } }],
])('%s', (_, params, found) => {
  const verdict = verdictOf(
    'authorized_key',
    { user: 'ann', key: one, ...params },
    { ...having(''), ...found },
  );
  expect(verdict).toMatchObject({ kind: 'change', steps: [{ kind: 'put' }] });
});

it.each([
  [{ home: null }, 'this host has no user ann: make it first, with user'],
  [{ path: null }, 'sshd of this host reads no keys (AuthorizedKeysFile none): name the file in path'],
  [{ kind: 'directory' }, '/home/ann/.ssh/authorized_keys is a directory: name the file that is meant'],
  [
    { folderStat: { kind: 'nothing' }, above: { ...above, nearest: '/home' } },
    'there is no directory /home/ann/.ssh: make it with file and state: directory',
  ],
  [
    {
      folderStat: { ...there.folderStat, owner: 'root' },
      above: { ...above, doubt: { kind: 'theirs', path: '/home/ann', owner: 'ann' } },
    },
    '/home/ann/.ssh belongs to root, in a folder of ann: chown ann /home/ann/.ssh, or say unsafe_path: allow',
  ],
])('%j', (found, why) => {
  expect(verdictOf('authorized_key', { user: 'ann', key: one }, { ...having(''), ...found })).toMatchObject({
    kind: 'missing',
    why,
  });
});

const expected = 'expected [options] type base64 [comment], as in a file id_ed25519.pub';

it.each([
  [`{ user: ann, key: x }`, `3:41: key: key 1 is no public key: ${expected}; found "x"`],
  [`{ user: ann, key: "" }`, '3:41: key: there is no key in it'],
  [
    `{ user: ann, key: "https://h/ann.keys" }`,
    '3:41: key: a URL is not asked for keys: write them here, or {{file "name"}} for a file beside the playbook',
  ],
  [
    `{ user: ann, key: ssh-rsa AAAAC3NzaC1lZDI1NTE5 x }`,
    '3:41: key: key 1 is no public key: the base64 after the type is not whole, or of another type',
  ],
  [
    `{ user: ann, key: ${one}, key_options: "no-pty, x" }`,
    '3:136: key_options: expected options as in sshd(8), such as no-pty,command="date": a space outside of quotes ends them, and quotes are closed',
  ],
  [`{ user: ann, key: ${one}, comment: "a\\nb" }`, '3:132: comment: expected one line'],
  [`{ user: ann, key: ${one}, path: keys }`, '3:129: path: expected an absolute path, beginning with /'],
  [`{ key: ${one} }`, '3:23: authorized_key needs the parameter "user"'],
])('%s', (params, wanted) => {
  const read = () =>
    parsePlaybook(`- hosts: all\n  tasks:\n    - authorized_key: ${params}`, 'p', modulesByName);
  expect(problemsOf(read)).toContain(`p:${wanted}`);
});

const nobody = 65_534;

describe.runIf(process.getuid?.() === 0).each(localShells)('what is read: $name', ({ shell }) => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(`${tmpdir()}/hostwright-keys-`);
    chmodSync(folder, 0o755);
    mkdirSync(`${folder}/home`);
    chownSync(`${folder}/home`, nobody, nobody);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const look = () => {
    const params = { user: 'nobody', path: `${folder}/home/keys`, key: one };
    const said = runLocally(shell, probeOf('authorized_key', params));
    return { said, found: said.code === 0 ? readBy('authorized_key', params, said.stdout) : null };
  };

  it('the file, and the folder', () => {
    writeFileSync(`${folder}/home/keys`, `text=\n${one}\n`);
    chownSync(`${folder}/home/keys`, nobody, nobody);
    expect(look().found).toMatchObject({
      path: `${folder}/home/keys`,
      folderStat: { kind: 'directory', mode: '0755', owner: 'nobody' },
      content: Buffer.from(`text=\n${one}\n`),
    });
  });

  it('no secret of root, to which a link of the user leads', () => {
    writeFileSync(`${folder}/secret`, 'root alone\n', { mode: 0o600 });
    symlinkSync(`${folder}/secret`, `${folder}/home/keys`);
    const { said } = look();
    expect(said.stdout.toString()).not.toContain('root alone');
  });
});
