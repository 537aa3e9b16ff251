import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lookAt, obstacleAbove, readLs, readStanding } from '../../src/modules/standing.js';
import { localShells, runLocally } from './local_shell.js';

describe('readLs', () => {
  it.each([
    ['-rw-r----- 1 root shadow 608 Nov 22 17:09 /etc/shadow', 'file', '0640', 'root', 'shadow'],
    ['drwxrwxrwt 8 root root 160 Nov 22 17:20 /tmp', 'directory', '1777', 'root', 'root'],
    ['-rwsr-sr-x 1 1000 1000 5 Jul 17 17:05 /a 5 b', 'file', '6755', '1000', '1000'],
    ['-rwSr-Sr-T+ 1 u g 5 Jan  1  2020 /x', 'file', '7644', 'u', 'g'],
    ['-rw-r--r--. 1 u domain users 5 Jan  1  2020 /x', 'file', '0644', 'u', 'domain users'],
    ['crw-rw-rw- 1 root root 1, 3 Nov 22 17:20 /dev/null', 'other', '0666', 'root', 'root'],
    ['lrwxrwxrwx 1 root root 7 Nov 22 17:09 /bin -> usr/bin', 'link', null, 'root', 'root'],
    ['-rw-r-----    1 daemon   root             6 Nov 22 17:06 /tmp/x', 'file', '0640', 'daemon', 'root'],
  ])('%s', (line, kind, mode, owner, group) => {
    expect(readLs(line)).toEqual({ kind, mode, owner, group });
  });

  it('knows nothing from no line, and refuses what ls never prints', () => {
    expect(readLs(undefined)).toEqual({ kind: 'nothing', mode: null, owner: null, group: null });
    expect(() => readLs('ls: cannot access')).toThrow('ls printed something unexpected');
  });
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-standing-`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(localShells)('$name', ({ shell }) => {
  const look = (path: string, more = {}, as: readonly string[] = []) =>
    runLocally([...as, ...shell], lookAt({ path, follow: true, ...more }));

  it('tells a path that is not there from one below a file and one without a parent', () => {
    writeFileSync(`${folder}/f`, '');
    const whys = ['x', 'f/x', 'no/such/x'].map(
      (path) => obstacleAbove(readStanding(look(`${folder}/${path}`)))?.why,
    );
    expect(whys).toEqual([
      undefined,
      expect.stringContaining(`${folder}/f is not a directory`),
      expect.stringContaining(`there is no directory ${folder}/no/such`),
    ]);
    expect(obstacleAbove(readStanding(look(`${folder}/no/such/x`)), { deep: true })).toBeUndefined();
  });

  it('looks where a link leads', () => {
    mkdirSync(`${folder}/d`);
    symlinkSync('d/not yet', `${folder}/l`);
    const standing = readStanding(look(`${folder}/l`));
    expect(standing).toMatchObject({
      kind: 'nothing',
      above: { parent: `${folder}/d`, nearest: `${folder}/d` },
    });
    expect(readStanding(look(`${folder}/l`, { follow: false }))).toMatchObject({
      kind: 'link',
      target: 'd/not yet',
    });
  });

  it('says which accounts are not there', () => {
    const known = (more: object) => readStanding(look(folder, more));
    expect(known({ owner: 'daemon', group: 'daemon' })).toMatchObject({ knowsOwner: true, knowsGroup: true });
    expect(known({ owner: 'no.such', group: 'no.such' })).toMatchObject({
      knowsOwner: false,
      knowsGroup: false,
    });
  });

  it.each(['/a\\nls=b\\c', '/a \'b\' "$(c)"', '/é\\'])('finds %j as it is written', (name) => {
    writeFileSync(`${folder}${name}`, '');
    expect(readStanding(look(`${folder}${name}`))).toMatchObject({ kind: 'file', above: { parent: folder } });
  });

  describe.runIf(process.getuid?.() === 0)('as another user', () => {
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

    it('cannot look into a closed directory, which is not the same as absent', () => {
      chmodSync(folder, 0o700);
      const { code, stderr } = look(`${folder}/d/x`, {}, nobody);
      expect(code).not.toBe(0);
      expect(stderr.toString()).toContain(`nobody may not look into ${folder}`);
    });

    it('sees that it may not write', () => {
      chmodSync(folder, 0o755);
      const standing = readStanding(look(`${folder}/x`, {}, nobody));
      expect(obstacleAbove(standing)?.why).toBe(`nobody may not write into ${folder}: add become: true`);
    });
  });
});
