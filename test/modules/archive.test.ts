// What archive packs and how it tells so, through the shells of this machine, and its golden errors. What it does to files:
// test/lab/laws/archive.ts.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change } from '../../src/change.js';
import type { JsonObject } from '../../src/json.js';
import type { StateModule } from '../../src/module.js';
import type { FoundArchive } from '../../src/module_parts/archive/read.js';
import { archive } from '../../src/modules/archive.js';
import { useTools } from '../setup/tools.js';
import { probeOf, readBy, refusals, verdictOf } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

useTools({ '/usr/bin/zip': 'zip', '/usr/bin/unzip': 'unzip' });

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-archive-`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tree = `rm -rf from a.*; mkdir -p 'from/d/e [x]' from/empty; echo 1 >from/one; echo 2 >'from/d/e [x]/two ü'; echo 3 >from/d/-n; chmod 600 from/one`;

describe.each(localShells.filter(({ name }) => name !== 'busybox'))('$name', ({ shell }) => {
  const look = (params: JsonObject, before = '') => {
    const { stdout, stderr, code } = runLocally(
      shell,
      `cd ${folder}; ${before}\n${probeOf('archive', params)}`,
    );
    expect(code, stderr.toString()).toBe(0);
    return readBy('archive', params, stdout) as FoundArchive;
  };

  it.each([
    ['gz', 'tar -tzf'],
    ['bz2', 'tar -tjf'],
    ['xz', 'tar -tJf'],
    ['tar', 'tar -tf'],
    ['zip', 'unzip -Z1'],
  ])('%s: packs, is silent then, and sees each difference', (format, list) => {
    const dest = `${folder}/a.${format}`;
    const params = { path: `${folder}/from`, dest, format, unsafe_path: 'allow' };
    const pack = () => {
      const verdict = verdictOf('archive', params, look(params)) as Change;
      const [step] = verdict.steps;
      if (step?.kind !== 'sh') throw new Error('no step');
      const { code, stderr } = runLocally(shell, step.script, step.input);
      expect(code, stderr.toString()).toBe(0);
      expect(verdictOf('archive', params, look(params))).toBeNull();
    };
    look(params, tree);
    pack();
    const names = execFileSync('sh', ['-c', `${list} ${dest}`], { encoding: 'utf8' });
    expect(names.trimEnd().split('\n')).toHaveLength(6);
    for (const change of [
      'echo 11 >from/one',
      'chmod 644 from/one',
      'rm from/d/-n',
      'mkdir from/more',
      ': >a.$f',
      'head -c 40 a.$f >b; cp b a.$f',
    ]) {
      const found = look(params, `f=${format}; ${change}`);
      expect(verdictOf('archive', params, found), change).toMatchObject({ kind: 'change' });
      pack();
    }
    expect(
      (archive as StateModule<unknown>).result?.(archive.params.parse(params), look(params)),
    ).toMatchObject({
      dest_state: 'archive',
      arcroot: `${folder}/`,
      expanded_paths: [`${folder}/from`],
    });
  });

  it.each(['gz', 'bz2', 'xz'])('%s of one file is compressed alone', (format) => {
    const params = { path: `${folder}/from/one`, format, unsafe_path: 'allow' };
    const found = look(params, tree);
    const [step] = (verdictOf('archive', params, found) as Change).steps;
    if (step?.kind !== 'sh') throw new Error('no step');
    expect(runLocally(shell, step.script, step.input).code).toBe(0);
    expect(verdictOf('archive', params, look(params))).toBeNull();
    expect(verdictOf('archive', params, look(params, 'echo 2 >from/one'))).toMatchObject({ kind: 'change' });
  });

  it('leaves the old archive where something cannot be packed', () => {
    const params = { path: `${folder}/from`, dest: `${folder}/a.tgz`, unsafe_path: 'allow' };
    const [step] = (verdictOf('archive', params, look(params, `${tree}; echo old >a.tgz`)) as Change).steps;
    if (step?.kind !== 'sh') throw new Error('no step');
    const { code, stderr } = runLocally(shell, `rm ${folder}/from/one; ${step.script}`, step.input);
    expect([code, stderr.toString()]).toEqual([1, expect.stringContaining('it could not be packed whole')]);
    const after = execFileSync('sh', ['-c', 'cat a.tgz; ls -A'], { cwd: folder, encoding: 'utf8' });
    expect(after).toMatch(/^old\n/);
    expect(after).not.toContain('.hostwright-');
  });

  it.each<[string, string, JsonObject, string]>([
    [
      'nothing',
      'rm -r from',
      {},
      'there is nothing to pack in @/from: see path, exclude_path and exclusion_patterns',
    ],
    [
      'a pipe',
      'mkfifo from/p',
      {},
      '@/from/p is a device, socket or pipe: leave it out with exclusion_patterns',
    ],
    [
      'a line feed',
      "echo x >'from/a\nb'",
      {},
      'a name of what is to be packed holds a line feed: rename it, or leave it out with exclude_path',
    ],
    [
      'a link in a zip',
      'ln -s one from/l',
      { format: 'zip' },
      '@/from/l is a symbolic link, which zip does not keep: use another format, or leave it out with exclusion_patterns',
    ],
    [
      'a directory at dest',
      'mkdir -p a.d',
      { dest: '@/a.d' },
      '@/a.d is a directory: name the file that is meant',
    ],
    [
      'no dest for a directory',
      ':',
      { dest: undefined as never },
      '@/from is a directory: say dest, the name of the archive',
    ],
  ])('refuses %s', (_, before, more, why) => {
    const text = JSON.stringify({ path: '@/from', dest: '@/a.tgz', ...more }).replaceAll('@', folder);
    const params = JSON.parse(text) as JsonObject;
    const found = look(params, `${tree}; ${before}`);
    expect(verdictOf('archive', params, found)).toMatchObject({
      kind: 'missing',
      why: why.replaceAll('@', folder),
    });
  });

  it('reads wildcards as Ansible does, and no other letter of a path', () => {
    const params = {
      path: [`${folder}/from/*`, `${folder}/it's $(x)/?`],
      exclude_path: `${folder}/from/o*`,
      dest: '/a',
    };
    const found = look(
      params,
      `${tree}; mkdir -p "it's \\$(x)"; echo y >"it's \\$(x)/y"; echo h >from/.hidden`,
    );
    expect(found.expanded).toEqual([
      `${folder}/from/d`,
      `${folder}/from/empty`,
      `${folder}/from/one`,
      `${folder}/it's $(x)/y`,
    ]);
    expect(found.sources.map(({ name }) => name).sort()).toEqual([
      'from/d/-n',
      'from/d/e [x]',
      'from/d/e [x]/two ü',
      "it's $(x)/y",
    ]);
  });
});

it.each<[JsonObject, string]>([
  [{ path: 'a', dest: '/b' }, 'path: expected an absolute path, beginning with /, or a list of them'],
  [
    { path: '/a/*' },
    'dest: expected dest, the name of the archive: only one file has its own name with the format behind it',
  ],
  [{ path: '/a', dest: '/b/' }, 'dest: expected the name of a file, not of a directory'],
  [{ path: '/a', format: 'rar' }, 'format: Invalid option: expected one of "bz2"|"gz"|"tar"|"xz"|"zip"'],
  [
    { path: '/a', exclusion_patterns: '[z-a]' },
    'exclusion_patterns: no pattern: a set in [] is out of order',
  ],
  [
    { path: '/a', remove: true },
    'remove: remove: true is not taken, since a tree that is gone cannot be put back: remove it with file and state: absent, once the archive has been looked at',
  ],
])('refuses %j', (params, refusal) => {
  expect(refusals('archive', params)[0]).toBe(refusal);
});
