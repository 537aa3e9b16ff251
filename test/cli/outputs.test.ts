// Outputs that cannot be written: a full disk is an error of every verb, a reader that went away is none.

import { expect, it } from 'vitest';
import { useProgram } from './hostwright.js';

const redirected = (to: string) => useProgram(['sh', '-c', `exec "$@" ${to}`, 'sh']);
const [full, fullBoth, fullError] = ['>/dev/full', '>/dev/full 2>&1', '2>/dev/full'].map(redirected);
const gone = useProgram(['bash', '-c', 'set -o pipefail; "$@" | true', 'bash']);

const files = {
  'inventory.yml': 'all: { hosts: { h1: { ansible_connection: local } } }\n',
  'site.yml': '- { hosts: all, gather_facts: false, tasks: [ { command: id -un, changed_when: false } ] }\n',
};

it.each([
  ['--help'],
  ['modules'],
  ['inventory', '--list'],
  ['validate', 'site.yml', 'inventory.yml'],
  ['plan', 'site.yml'],
  ['apply', 'site.yml', '-o', 'json', '--lock-wait', '60'],
  ['exec', 'all', '--', 'id'],
  ['verify', 'wss://127.0.0.1:1/'],
  ['init', 'new'],
])('a full disk is an error: %s %s', async (...words) => {
  const folder = full?.folderWith(files) ?? '';
  const ran = await full?.run(folder, words);
  expect(ran).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^hostwright: standard output is not whole: .*no space left on device/m),
  });
});

it('a worse exit code stays, and an error that cannot be told is one too', async () => {
  const folder = full?.folderWith(files) ?? '';
  expect((await full?.run(folder, ['plan', 'nowhere.yml']))?.code).toBe(3);
  expect((await fullBoth?.run(folder, ['modules']))?.code).toBe(1);
  expect((await fullError?.run(folder, ['plan', 'nowhere.yml']))?.code).toBe(3);
});

it('a reader that went away is none', async () => {
  const folder = gone.folderWith(files);
  expect((await gone.run(folder, ['modules'])).code).toBe(0);
  // Changes are pending, as without the reader.
  expect((await gone.run(folder, ['plan', 'site.yml'])).code).toBe(2);
});
