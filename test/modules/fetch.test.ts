// What fetch keeps on this machine, in whole runs and by itself: bytes as they are, and never beside the folder that is named.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepFetched } from '../../src/files/fetched.js';
import { eventsOf, useProgram, waitingForLock } from '../cli/hostwright.js';
import { probeOf, refusals, runAction } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

const program = useProgram();
const place = (folder: string) => ({ file: join(folder, 'site.yml'), line: 3, column: 7 });

describe.each(localShells)('$name', ({ shell }) => {
  it('keeps every byte where it is told to', async () => {
    const folder = program.folderWith({});
    writeFileSync(join(folder, "it's"), Buffer.from([0, 255, 10, 10]));
    const params = { src: `${folder}/it's`, dest: 'kept', flat: false };
    const seen = runLocally(shell, probeOf('fetch', params));
    const keepHere = (file: { folder: string; below: string; bytes: Uint8Array }) =>
      keepFetched(file, place(folder), true);
    const { result, changes } = await runAction('fetch', params, { seen, keepHere });
    const path = `${folder}/kept/h1${folder}/it's`;
    expect(result).toMatchObject({ dest: path, md5sum: 'd119ef3d1c8d752eceecab0d16674a83' });
    expect(changes).toHaveLength(1);
    expect(readFileSync(path)).toEqual(Buffer.from([0, 255, 10, 10]));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await runAction('fetch', params, { seen, keepHere })).changes).toBeUndefined();
  });

  it('says why it cannot', async () => {
    const folder = program.folderWith({});
    const answer = async (src: string, more = {}) => {
      const seen = runLocally(shell, probeOf('fetch', { src, dest: 'x' }));
      return seen.code === 0
        ? runAction('fetch', { src, dest: 'x', ...more }, { seen })
        : seen.stderr.toString();
    };
    expect(await answer(folder)).toMatchObject({
      failed: true,
      message: `${folder} is a directory: name a file, or say fail_on_missing: false`,
    });
    expect(await answer(`${folder}/none`)).toMatchObject({ failed: true });
    expect(await answer(`${folder}/none`, { fail_on_missing: false })).toMatchObject({
      result: { file: `${folder}/none` },
    });
    expect(await answer('/dev/null')).toBe('/dev/null is no file\n');
  });

  it('takes no more than it may, whatever becomes of the file meanwhile', () => {
    const folder = program.folderWith({});
    writeFileSync(join(folder, 'grows'), Buffer.alloc(17 * 1024 * 1024));
    const probe = probeOf('fetch', { src: `${folder}/grows`, dest: 'x' });
    expect(runLocally(shell, probe).stderr.toString()).toBe(`${folder}/grows is larger than 16 MiB\n`);
    const { stdout } = runLocally(shell, `wc() { echo 5; }\n${probe}`);
    expect(stdout.length).toBeLessThan(16 * 1024 * 1024 + 200);
  });

  it('says that nothing on the host can hash, and takes it where no hash is asked for', () => {
    const folder = program.folderWith({ from: 'x' });
    const none = ['sha256sum', 'shasum', 'openssl'].map((name) => `${name}() { return 127; }\n`).join('');
    const run = (more: object) =>
      runLocally(shell, none + probeOf('fetch', { src: `${folder}/from`, dest: 'x', ...more }));
    expect(run({}).stderr.toString()).toMatch(/^nothing on this host can make a checksum \(sha256\) of /);
    expect(run({ validate_checksum: false }).stdout.toString()).toMatch(/content=\nx$/);
  });
});

it.each([
  ['', 'leads out of'],
  ['../x', 'leads out of'],
  ['a/../../x', 'leads out of'],
  ['link/x', 'is a symbolic link, so nothing is written there'],
  ['leaf', 'is a symbolic link, so nothing is written there'],
  ['dir', 'is a directory, so nothing is written there'],
  ['file/x', 'is no directory, so nothing is written there'],
])('%j is refused', (below, why) => {
  const folder = program.folderWith({});
  mkdirSync(join(folder, 'to/dir'), { recursive: true });
  mkdirSync(join(folder, 'else'));
  writeFileSync(join(folder, 'to/file'), '');
  symlinkSync('../else', join(folder, 'to/link'));
  symlinkSync('../else/x', join(folder, 'to/leaf'));
  expect(() => keepFetched({ folder: 'to', below, bytes: Buffer.from('x') }, place(folder), true)).toThrow(
    why,
  );
  expect(existsSync(join(folder, 'else/x'))).toBe(false);
});

it('a plan says what is new and writes nothing; a second run is silent', async () => {
  const folder = program.folderWith({
    'inventory.yml': 'all: { hosts: { here: { ansible_connection: local } } }\n',
  });
  writeFileSync(join(folder, 'from'), 'x');
  chmodSync(join(folder, 'from'), 0o644);
  const site = `- hosts: all\n  tasks:\n    - fetch: {src: ${folder}/from, dest: kept/, flat: true}\n      register: got\n    - debug: {msg: "{{got.dest}}"}\n`;
  writeFileSync(join(folder, 'site.yml'), site);
  const statuses = async (verb: string) => {
    const ran = await program.run(folder, [
      verb,
      'site.yml',
      '-i',
      'inventory.yml',
      '--output',
      'json',
      ...waitingForLock(verb),
    ]);
    return eventsOf(ran).flatMap((event) => (event.type === 'outcome' ? [event.status] : []));
  };
  expect(await statuses('plan')).toEqual(['would_change', 'ok']);
  expect(existsSync(join(folder, 'kept'))).toBe(false);
  expect(await statuses('apply')).toEqual(['changed', 'ok']);
  expect(readFileSync(join(folder, 'kept/from'), 'utf8')).toBe('x');
  expect(await statuses('apply')).toEqual(['ok', 'ok']);
});

it.each([
  [{ src: 'a', dest: 'x' }, 'src: expected an absolute path, beginning with /'],
  [{ src: '/a/../b', dest: 'x' }, 'src: expected the path of a file, without ..'],
  [{ src: '/a/', dest: 'x' }, 'src: expected the path of a file, without ..'],
  [{ src: '/a', dest: 'x', flat: 'maybe' }, 'flat: expected true or false'],
])('refuses %j', (params, refusal) => {
  expect(refusals('fetch', params)).toEqual([refusal]);
});
