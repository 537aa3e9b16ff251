// Which ways the door takes, as whom, and what it says of the others.

import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { through, type Way, withDoor } from '../../../src/shell/door/door.js';
import { localShells, runLocally } from '../../modules/local_shell.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-walk-`);
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Numbers of groups that are the same on every Debian. */
const [mail, wwwData, staff] = [8, 33, 50];
const nobody = 65534;

describe.runIf(process.getuid?.() === 0).each(localShells)('$name', ({ shell }) => {
  function go(path: string, at: Way['at'] = 'itself', unsafe = false): string {
    const where = 'where() { printf "%s %s as %s" "$PWD" "$n" "$hw_me"; }';
    const script = withDoor([where], through({ path: `${folder}/${path}`, at, unsafe }, 'where'));
    const { stdout, stderr } = runLocally(shell, script);
    return (stdout.toString() + stderr.toString()).replaceAll(folder, '');
  }
  function make(name: string, uid: number, gid: number, mode: number): void {
    mkdirSync(`${folder}/${name}`);
    chownSync(`${folder}/${name}`, uid, gid);
    chmodSync(`${folder}/${name}`, mode);
  }

  // The third and fourth are /var/local and /var/mail of Debian 12.
  it.each([
    ['root 755', 0, 0, 0o755, '/d ./f as 0'],
    ['root:61234 775: nobody is in the group', 0, 61234, 0o775, '/d ./f as 0'],
    ['root:staff 2775: nobody is in the group', 0, staff, 0o2775, '/d ./f as 0'],
    [
      'root:mail 2775: it is the group of the user mail',
      0,
      mail,
      0o2775,
      'mail may write into /d, as the group of it',
    ],
    ['root:www-data 775', 0, wwwData, 0o775, 'www-data may write into /d, as the group of it'],
    ['root:www-data 755', 0, wwwData, 0o755, '/d ./f as 0'],
    ['root:www-data 1775', 0, wwwData, 0o1775, '/d ./f as 0'],
    ['root 777', 0, 0, 0o777, 'everybody may write into /d'],
    ['root 1777', 0, 0, 0o1777, '/d ./f as 0'],
    ['nobody 755', nobody, nobody, 0o755, '/d ./f as 65534'],
    ['daemon:daemon 775: its own group', 1, 1, 0o775, '/d ./f as 1'],
    ['nobody 777', nobody, nobody, 0o777, 'everybody may write into /d'],
  ])('%s', (_title, uid, gid, mode, said) => {
    make('d', uid, gid, mode);
    expect(go('d/f')).toContain(said);
    expect(go('d/f', 'itself', true)).toBe('/d ./f as 0');
  });

  it('judges every folder of the way, and goes as the owner of the outermost', () => {
    make('theirs', nobody, nobody, 0o755);
    make('theirs/roots', 0, 0, 0o755);
    expect(go('theirs/roots/f')).toBe('/theirs/roots ./f as 65534');
    make('theirs/others', 1, 1, 0o755);
    expect(go('theirs/others/f')).toContain('/theirs/others belongs to daemon, who could have put');
    make('group', 0, wwwData, 0o775);
    make('group/roots', 0, 0, 0o755);
    expect(go('group/roots/f')).toContain('www-data may write into /group');
  });

  it('follows links of root, and those of others as they', () => {
    make('d', 0, 0, 0o755);
    make('theirs', nobody, nobody, 0o755);
    symlinkSync('d', `${folder}/l`);
    symlinkSync(`../d/f`, `${folder}/theirs/l`);
    symlinkSync('theirs/l', `${folder}/l2`);
    expect(go('l/f')).toBe('/d ./f as 0');
    expect(go('l')).toBe(' ./l as 0');
    expect(go('l', 'follow')).toBe(' ./d as 0');
    expect(go('theirs/l', 'follow')).toBe('/d ./f as 65534');
    expect(go('l2', 'follow')).toBe('/d ./f as 65534');
    expect(go('d/../l/../theirs/l')).toBe('/theirs ./l as 65534');
  });

  it('judges a sticky folder by who owns what is in it', () => {
    make('s', 0, 0, 0o1777);
    writeFileSync(`${folder}/s/roots`, '');
    writeFileSync(`${folder}/s/theirs`, '');
    chownSync(`${folder}/s/theirs`, nobody, nobody);
    symlinkSync('/etc/passwd', `${folder}/s/link`);
    writeFileSync(`${folder}/f`, '');
    linkSync(`${folder}/f`, `${folder}/s/second`);
    expect(go('s/new')).toBe('/s ./new as 0');
    expect(go('s/roots')).toBe('/s ./roots as 0');
    expect(go('s/theirs')).toBe('/s ./theirs as 65534');
    expect(go('s/link', 'follow')).toBe('/etc ./passwd as 0');
    expect(go('s/second')).toContain('/s/second has another name too');
  });

  it('finds the first folder that is missing', () => {
    expect(go('a/b/c')).toBe('there is no directory /a/b\n');
    expect(go('a/b/c', 'anywhere')).toBe(' ./a as 0');
    writeFileSync(`${folder}/f`, '');
    expect(go('f/g')).toBe('/f is not a directory\n');
    symlinkSync('circle', `${folder}/circle`);
    expect(go('circle', 'follow')).toContain('too many symbolic links at /circle');
  });
});
