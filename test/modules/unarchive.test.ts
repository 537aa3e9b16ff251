// What unarchive reads in archives of the controller, what it refuses before a byte is written, and its golden errors. What it
// does to folders: test/lab/laws/unarchive.ts, and beside Ansible's, test/modules/judge.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Member, refusedMember } from '../../src/module_parts/unarchive/member.js';
import { BadArchive, readTar } from '../../src/module_parts/unarchive/tar.js';
import { fits, readZip } from '../../src/module_parts/unarchive/zip.js';
import { probeOf, readBy, refusals, verdictOf } from './ask_module.js';
import { runLocally } from './local_shell.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-unarchive-`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const long = `${'d'.repeat(90)}/${'f'.repeat(120)}`;

describe.each(['gnu', 'pax', 'ustar'])('a tar file of the format %s', (format) => {
  it('is read as tar reads it', () => {
    const deep = format === 'ustar' ? `${'d'.repeat(90)}/f` : long;
    const make = `cd ${folder} && rm -rf t && mkdir -p t/${'d'.repeat(90)} && cd t && echo x >${deep} && chmod 4750 ${deep} &&
echo y >ü && ln -s ü link && ln ü twin && touch -d @1767323045 ${deep} && tar --format=${format} -cf ../${format}.tar . && tar -tf ../${format}.tar`;
    const names = execFileSync('sh', ['-c', make], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    const members = readTar(readFileSync(`${folder}/${format}.tar`));
    expect(members.map(({ name }) => name).sort()).toEqual(names.trimEnd().split('\n').map(unescaped).sort());
    const named = (path: string) => members.find((member) => member.path === path);
    expect(named(deep)).toMatchObject({ kind: 'file', mode: 0o4750, mtime: 1767323045, size: 2 });
    expect(named('link')).toMatchObject({ kind: 'link', target: 'ü' });
    expect([named('ü'), named('twin')].map((one) => one?.kind).sort()).toEqual(['file', 'hard']);
  });
});

/** As tar prints what is not ASCII. */
function unescaped(name: string): string {
  return name.replace(/(?:\\[0-7]{3})+/g, (digits) =>
    Buffer.from(
      digits
        .slice(1)
        .split('\\')
        .map((one) => Number.parseInt(one, 8)),
    ).toString('utf8'),
  );
}

it('says that a tar file is not whole, or none', () => {
  const bytes = readFileSync(`${folder}/gnu.tar`);
  expect(() => readTar(bytes.subarray(0, 700))).toThrow(BadArchive);
  expect(() => readTar(Buffer.alloc(600, 'x'))).toThrow('it is no tar file, or it is damaged');
  expect(() => readZip(bytes)).toThrow('it is no zip file');
});

it.each([
  ['a/b.conf', '*.conf', true],
  ['a/b', 'a', false],
  ['[x]', '[[]x]', true],
  ['b', '[!a]', true],
  ['a', '[!a]', false],
  ['a.b', 'a?b', true],
  ['axb', 'a.b', false],
])('%s fits %s: %s', (name, pattern, does) => {
  expect(fits(name, pattern)).toBe(does);
});

const member = (name: string, kind: Member['kind'] = 'file', target?: string): Member => ({
  ...{
    name,
    path: name.replace(/\/$/, ''),
    kind,
    mode: 0o644,
    size: 0,
    ...(target !== undefined && { target }),
  },
});

it.each<[string, readonly Member[], string | undefined]>([
  ['a plain one', [member('a'), member('d/', 'directory'), member('d/l', 'link', '../a')], undefined],
  ['a link into the folder', [member('l', 'link', '/srv/x/a')], undefined],
  ['an absolute name', [member('/etc/passwd')], '"/etc/passwd" is an absolute name'],
  ['a name that leaves', [member('a/../../b')], '"a/../../b" leads out of the folder'],
  [
    'a link that leaves',
    [member('l', 'link', '../b')],
    '"l" is a link that leads out of the folder, to "../b"',
  ],
  [
    'a link to elsewhere',
    [member('l', 'link', '/srv/xy')],
    '"l" is a link that leads out of the folder, to "/srv/xy"',
  ],
  [
    'a name behind a link',
    [member('l', 'link', 'd'), member('l/x')],
    '"l/x" lies behind a link of the archive',
  ],
  [
    'another name of a file elsewhere',
    [member('h', 'hard', '../b')],
    '"h" is another name of a file that is out of the folder, "../b"',
  ],
  ['a device', [member('null', 'other')], '"null" is a device, socket or pipe'],
  ['a line feed', [member('a\nb')], 'the name "a\\nb" holds a line feed'],
])('%s', (_, members, why) => {
  expect(refusedMember(members, '/srv/x')?.why).toBe(
    why && `in the archive ${why}: nothing was unpacked: leave it out with exclude, or correct the archive`,
  );
});

it.each([
  ['absent', 'there is no @/none on the host: correct src; for a file here leave remote_src out', 'none'],
  ['a folder', '@/dir is no file: src names an archive', 'dir'],
  ['empty', '@/empty is empty: it is no archive', 'empty'],
  [
    'a text',
    '@/text cannot be read: tar: Exiting with failure status due to previous errors: name a tar or zip file that is whole',
    'text',
  ],
])('an archive that is %s', (_, why, name) => {
  runLocally(['sh'], `cd ${folder}; mkdir -p dir to; : >empty; echo text >text`);
  const params = { src: `${folder}/${name}`, dest: `${folder}/to`, remote_src: true };
  const { stdout } = runLocally(['dash'], probeOf('unarchive', params));
  expect(verdictOf('unarchive', params, readBy('unarchive', params, stdout))).toMatchObject({
    kind: 'missing',
    why: why.replaceAll('@', folder),
  });
});

it('tells which program is missing, and how to have it', () => {
  const params = { src: `${folder}/a.tar.xz`, dest: folder, remote_src: true };
  runLocally(
    ['sh'],
    `cd ${folder}; mkdir -p bin; echo x >x; tar -cJf a.tar.xz x; for p in od tr ls readlink id; do ln -sf "$(command -v $p)" bin/$p; done`,
  );
  const { stdout } = runLocally(['/usr/bin/dash'], probeOf('unarchive', params), undefined, {
    PATH: `${folder}/bin`,
  });
  expect(verdictOf('unarchive', params, readBy('unarchive', params, stdout))).toMatchObject({
    why: `this host has no xz-utils, which ${folder}/a.tar.xz needs: install xz-utils first, with apt`,
  });
});

it.each([
  [{ src: 'a', dest: 'b' }, 'dest: expected an absolute path, beginning with /'],
  [
    { src: 'a', dest: '/b', remote_src: true },
    'src: with remote_src expected an absolute path, beginning with /, or a URL that begins with http:// or https://',
  ],
  [
    { src: 'https://x/a.tgz', dest: '/b' },
    'remote_src: a URL is fetched by the host: write remote_src: true',
  ],
  [
    { src: 'a', dest: '/b', include: ['x'], exclude: 'y' },
    'exclude: include and exclude together are two answers to one question: write one of them',
  ],
  [
    { src: 'a', dest: '/b', extra_opts: ['-C', '/'] },
    'extra_opts: -C is not taken: it may write elsewhere, run a program, or leave what no later run finds in order',
  ],
  [
    { src: 'a', dest: '/b', extra_opts: ['--to-command=sh'] },
    'extra_opts: --to-command=sh is not taken: it may write elsewhere, run a program, or leave what no later run finds in order',
  ],
  [
    { src: 'a', dest: '/b', mode: 'rw' },
    'mode: expected three or four octal digits, such as "0644", or changes, such as u=rw,go=rX',
  ],
  [
    { src: 'a', dest: '/b', unsafe_path: 'yes' },
    'unsafe_path: Invalid option: expected one of "refuse"|"allow"',
  ],
])('refuses %j', (params, refusal) => {
  expect(refusals('unarchive', params)[0]).toBe(refusal);
});

it('takes options whose value is a text of its own', () => {
  expect(
    refusals('unarchive', {
      src: 'a',
      dest: '/b',
      extra_opts: ['--transform', 's/^x/y/', '--strip-components', 1],
    }),
  ).toEqual([]);
});
