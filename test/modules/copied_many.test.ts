// Many new files of a folder at once: they are what they would be one by one, whole or not there, where nobody else may write.

import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../../src/change.js';
import { LocalTree } from '../../src/local_tree.js';
import { snippetOf } from '../../src/shell/step.js';
import { probeOf, readBy, verdictOf } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-many-`);
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const names = [
  'sub/plain',
  '-rf',
  ' two words ',
  'läuft "日本"',
  "it's",
  'a\\b',
  '$(reboot)`x`*?',
  'sub/empty file',
  'sub/below/deep',
  `sub/${'long'.repeat(30)}`,
  '.hidden',
  'large',
];
const bytesOf = (name: string) =>
  name.includes('empty') ? Buffer.alloc(0) : Buffer.alloc(name === 'large' ? 1_100_000 : 10_240, name);
const tree = (name = '', some = names) =>
  new LocalTree(
    name,
    ['sub', 'sub/below', 'sub/nothing in it'],
    some.map((path) => ({ path, bytes: bytesOf(path) })),
  );

describe.each(localShells)('$name', ({ shell }) => {
  const paramsOf = (more: object) => ({ src: 'x', dest: join(folder, 'to'), tree: tree(), ...more });
  const plan = (params: object) => {
    const { code, stdout, stderr } = runLocally(shell, probeOf('copy', params));
    expect([code, stderr.toString()]).toEqual([0, '']);
    return verdictOf('copy', params, readBy('copy', params, stdout));
  };
  const changeOf = (params: object): Change => {
    const verdict = plan(params);
    if (verdict?.kind !== 'change') throw new Error(`expected a change, not ${JSON.stringify(verdict)}`);
    return verdict;
  };
  const make = ({ steps }: Change) => {
    for (const step of steps) {
      const { script, input } = snippetOf(step);
      const { code, stderr } = runLocally(shell, script, input);
      expect([code, stderr.toString()]).toEqual([0, '']);
    }
  };
  const modeOf = (...path: string[]) => (lstatSync(join(folder, 'to', ...path)).mode & 0o7777).toString(8);

  it.each([
    ['the folder itself', { dest: '/conf', tree: tree('conf') }, 'conf', ['644', '755']],
    ['what is in it, with modes', { mode: 'u=rw,g=r,o=', directory_mode: '0750' }, '', ['640', '750']],
    ['with an owner', { owner: 'nobody' }, '', ['644', '755']],
  ])('%s', (_, more, base, [file, directory]) => {
    const params = paramsOf('dest' in more ? { ...more, dest: join(folder, 'to') } : more);
    const change = changeOf(params);
    make(change);
    // The folder, the archive, and what the archive is not good for: the large file, and the one with the long name.
    expect(change.steps.length).toBe(4);
    for (const name of names) expect(readFileSync(join(folder, 'to', base, name))).toEqual(bytesOf(name));
    expect([modeOf(base, 'sub/plain'), modeOf(base, 'sub/below')]).toEqual([file, directory]);
    const uid = 'owner' in more ? 65_534 : process.getuid?.();
    expect(lstatSync(join(folder, 'to', base, 'sub/below/deep')).uid).toBe(uid);
    expect(readdirSync(join(folder, 'to', base)).filter((name) => name.startsWith('.hostwright'))).toEqual(
      [],
    );
    expect(plan(params)).toBeNull();
  });

  it('leaves what is there, and what it waited in under a dead maker goes', () => {
    mkdirSync(join(folder, 'to/sub'), { recursive: true });
    writeFileSync(join(folder, 'to/sub/plain'), 'theirs', { mode: 0o600 });
    writeFileSync(join(folder, 'to/other'), 'other');
    const host = readFileSync('/proc/sys/kernel/hostname', 'utf8').trim();
    mkdirSync(join(folder, `to/.hostwright-999999-1@${host}@abc/x`), { recursive: true });
    make(changeOf(paramsOf({})));
    expect([readFileSync(join(folder, 'to/sub/plain')), modeOf('sub/plain')]).toEqual([
      bytesOf('sub/plain'),
      '600',
    ]);
    expect(readFileSync(join(folder, 'to/other'), 'utf8')).toBe('other');
    expect(readdirSync(join(folder, 'to')).filter((name) => name.startsWith('.hostwright'))).toEqual([]);
    expect(plan(paramsOf({}))).toBeNull();
  });

  it('is there whole or not at all', () => {
    mkdirSync(join(folder, 'to'));
    const [archive] = changeOf(paramsOf({})).steps;
    if (archive?.kind !== 'sh' || !archive.input) throw new Error('expected an archive');
    const { code, stderr } = runLocally(shell, archive.script, archive.input.subarray(0, 30_000));
    expect([code, stderr.toString()]).toEqual([1, expect.stringContaining('so nothing of it is there')]);
    expect(readdirSync(join(folder, 'to'))).toEqual([]);
  });

  it('goes one by one where another may write, or a command has to accept each', () => {
    mkdirSync(join(folder, 'to/sub'), { recursive: true });
    const one = (params: object) =>
      changeOf(paramsOf(params)).steps.filter(({ kind }) => kind === 'put').length;
    expect(one({})).toBe(2);
    expect(one({ validate: 'true %s' })).toBe(names.length);
    chmodSync(join(folder, 'to/sub'), 0o2755);
    expect(one({})).toBe(names.length);
    chmodSync(join(folder, 'to/sub'), 0o777);
    expect(one({})).toBe(process.getuid?.() === 0 ? names.length : 2);
    expect(one({ unsafe_path: 'allow' })).toBe(2);
  });
});
