// What other users of this machine could do to a run: pages and programs of theirs, what is left readable for them.

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openEvidence } from '../../src/verify/evidence.js';
import { useProgram } from './hostwright.js';

const program = useProgram();
const made: string[] = [];
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-neighbours-'));
  made.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
afterAll(() => made.map((folder) => rmSync(folder, { recursive: true })));

const script = '#!/bin/sh\ntouch "$0.ran"\nulimit -c >&2\necho \'{"all": {"hosts": ["h1"]}}\'\n';

describe('an executable inventory', () => {
  it('in a folder that all may write is not run', async () => {
    const folder = folderWith({ 'hosts.sh': script });
    chmodSync(join(folder, 'hosts.sh'), 0o755);
    chmodSync(folder, 0o777);
    const ran = await program.run(folder, ['inventory', '-i', 'hosts.sh', '--list']);
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('hosts.sh is not taken') });
    expect(readdirSync(folder)).toEqual(['hosts.sh']);
    const meant = await program.run(folder, ['inventory', '-i', 'hosts.sh', '--list'], {
      HOSTWRIGHT_SAFE_DIRECTORY: folder,
    });
    expect(meant).toMatchObject({ code: 0, stdout: expect.stringContaining('h1') });
  });

  it.runIf(userInfo().uid === 0)('of another user is run by root only from that user’s sudo', async () => {
    const folder = folderWith({ 'hosts.sh': script });
    chmodSync(join(folder, 'hosts.sh'), 0o755);
    for (const path of [folder, join(folder, 'hosts.sh')]) chownSync(path, 4321, 4321);
    const words = ['inventory', '-i', 'hosts.sh', '--list'];
    expect(await program.run(folder, words)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('uid 4321'),
    });
    expect(await program.run(folder, words, { SUDO_UID: '4321' })).toMatchObject({ code: 0 });
  });
});

it('a list of recipients in a folder that all may write encrypts nothing', async () => {
  const folder = folderWith({ 'vars.yml': 'a: 1\n' });
  const env = { HOME: folder, XDG_CONFIG_HOME: '' };
  await program.run(folder, ['secrets', 'init'], env);
  chmodSync(join(folder, '.hostwright'), 0o777);
  const ran = await program.run(folder, ['secrets', 'encrypt', 'vars.yml'], env);
  expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('recipients.txt is not taken') });
  expect(readFileSync(join(folder, 'vars.yml'), 'utf8')).toBe('a: 1\n');
  chmodSync(join(folder, '.hostwright'), 0o755);
  const list = join(folder, '.hostwright/recipients.txt');
  const told = await program.run(folder, ['secrets', 'encrypt', 'vars.yml'], env);
  expect(told.stderr).toContain(
    `It can be read with the identity of (${list}):\n  ${readFileSync(list, 'utf8').trim()}\n`,
  );
});

it('evidence is for its owner alone, whatever the umask', () => {
  const folder = join(folderWith({}), 'new/evidence');
  const before = process.umask(0);
  const report = { url: 'wss://node.example/', findings: [] } as never;
  openEvidence(folder).keep({ host: 'h1' }, report, [{ certificates: ['PEM'] } as never]);
  process.umask(before);
  const modes = (readdirSync(folder, { recursive: true, encoding: 'utf8' }) as string[])
    .map((name) => join(folder, name))
    .map((path) => (statSync(path).mode & 0o777).toString(8));
  expect([(statSync(folder).mode & 0o777).toString(8), ...modes]).toEqual([
    '700',
    '700',
    '600',
    '600',
    '600',
  ]);
});

it('a process whose shell allows core dumps leaves none, nor do its children', async () => {
  const folder = folderWith({ 'hosts.sh': '#!/bin/sh\nulimit -c >&2\nexit 1\n' });
  chmodSync(join(folder, 'hosts.sh'), 0o755);
  const main = join(program.folder, 'dist/main.js');
  const line = `ulimit -S -c "$(ulimit -H -c)"; "${process.execPath}" "${main}" inventory -i hosts.sh --list`;
  const { stderr } = spawnSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8' });
  expect(stderr).toMatch(/exit code 1\n.*\b0\n/s);
});
