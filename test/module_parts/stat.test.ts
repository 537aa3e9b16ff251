import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blockerAbove } from '../../src/module_parts/path_blocker.js';
import { readStat, statScript, withFolders } from '../../src/module_parts/stat.js';
import { localShells, runLocally } from '../modules/local_shell.js';

const isRoot = process.getuid?.() === 0;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-standing-`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(localShells)('$name', ({ shell }) => {
  const look = (path: string, more = {}, as: readonly string[] = []) =>
    runLocally([...as, ...shell], statScript({ path, follow: true, ...more }));

  it('tells a path that is not there from one below a file and one without a parent', () => {
    writeFileSync(`${folder}/f`, '');
    const whys = ['x', 'f/x', 'no/such/x'].map(
      (path) => blockerAbove(readStat(look(`${folder}/${path}`)))?.why,
    );
    expect(whys).toEqual([
      undefined,
      expect.stringContaining(`${folder}/f is not a directory`),
      expect.stringContaining(`there is no directory ${folder}/no/such`),
    ]);
    expect(blockerAbove(readStat(look(`${folder}/no/such/x`)), { deep: true })).toBeUndefined();
  });

  it('says what was foretold once the folders are there', () => {
    const [a, b] = [`${folder}/a`, `${folder}/a/b`];
    const paths = [a, `${a}/f`, `${a}/link`, b, `${b}/f`, `${b}/c/f`, `${folder}/ab/f`, `${folder}/f`];
    const before = paths.map((path) => look(path));
    mkdirSync(b, { recursive: true });
    symlinkSync('f', `${a}/link`);
    const told = before.map((output) => withFolders(output, [a, b]).stdout.toString());
    const after = paths.map((path) => look(path).stdout.toString());
    // What is made there itself is no folder above it.
    expect([1, 4, 5, 6, 7].map((at) => told[at])).toEqual([1, 4, 5, 6, 7].map((at) => after[at]));
    expect(told).not.toEqual(before.map(({ stdout }) => stdout.toString()));
    expect(withFolders(look(`${b}/f`), [a, b])).toEqual(look(`${b}/f`));
  });

  it('looks where a link leads', () => {
    mkdirSync(`${folder}/d`);
    symlinkSync('d/not yet', `${folder}/l`);
    const standing = readStat(look(`${folder}/l`));
    expect(standing).toMatchObject({
      kind: 'nothing',
      above: { parent: `${folder}/d`, nearest: `${folder}/d` },
    });
    expect(readStat(look(`${folder}/l`, { follow: false }))).toMatchObject({
      kind: 'link',
      target: 'd/not yet',
    });
  });

  it('says which accounts are not there', () => {
    const known = (more: object) => readStat(look(folder, more));
    expect(known({ owner: 'daemon', group: 'daemon' })).toMatchObject({ knowsOwner: true, knowsGroup: true });
    expect(known({ owner: 'no.such', group: 'no.such' })).toMatchObject({
      knowsOwner: false,
      knowsGroup: false,
    });
  });

  const longNames = /^[^:]{9,}(?=:)/m.exec(readFileSync('/etc/passwd', 'utf8'));
  it.runIf(isRoot && longNames)('knows an account by its number', () => {
    const account = longNames?.[0] ?? '';
    writeFileSync(`${folder}/f`, '');
    runLocally(['sh'], `chown ${account} ${folder}/f && chgrp adm ${folder}/f`);
    const standing = readStat(look(`${folder}/f`, { owner: account, group: 'daemon' }));
    expect(standing).toMatchObject({ owner: account, group: 'adm', knowsOwner: true, knowsGroup: true });
  });

  it.each(['/a\\nls=b\\c', '/a \'b\' "$(c)"', '/é\\'])('finds %j as it is written', (name) => {
    writeFileSync(`${folder}${name}`, '');
    expect(readStat(look(`${folder}${name}`))).toMatchObject({ kind: 'file', above: { parent: folder } });
  });

  describe.runIf(isRoot)('as another user', () => {
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

    it('cannot look into a closed directory, which is not the same as absent', () => {
      chmodSync(folder, 0o700);
      const { code, stderr } = look(`${folder}/d/x`, {}, nobody);
      expect(code).not.toBe(0);
      expect(stderr.toString()).toContain(`nobody may not look into ${folder}`);
    });

    it('sees that it may not write', () => {
      chmodSync(folder, 0o755);
      const standing = readStat(look(`${folder}/x`, {}, nobody));
      expect(blockerAbove(standing)?.why).toBe(`nobody may not write into ${folder}: add become: true`);
    });
  });
});
