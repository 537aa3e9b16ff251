// What a plan says of the way to a path is what the door does there, and a module that writes at a path of the user's takes
// the user's word for it.

import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { load } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blockerOnTheWay } from '../../src/module_parts/path_blocker.js';
import { readStat, statScript } from '../../src/module_parts/stat.js';
import { modules } from '../../src/modules/index.js';
import { through, withDoor } from '../../src/shell/door/door.js';
import { sharing } from '../../src/shell/door/sharers.js';
import { localShells, runLocally } from '../modules/local_shell.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-way-`);
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const [wwwData, staff] = [33, 50];
const nobody = 65534;

describe.runIf(process.getuid?.() === 0).each(localShells)('$name', ({ shell }) => {
  it.each([
    [0, 0, 0o755, false],
    [0, staff, 0o2775, false],
    [0, wwwData, 0o775, true],
    [0, wwwData, 0o1775, false],
    [0, 0, 0o777, true],
    [0, 0, 0o1777, false],
    [nobody, nobody, 0o755, false],
  ])('uid %i, gid %i, mode %o: both refuse it: %s', (uid, gid, mode, isRefused) => {
    mkdirSync(`${folder}/d/e`, { recursive: true });
    chownSync(`${folder}/d`, uid, gid);
    chmodSync(`${folder}/d`, mode);
    const look = `${sharing}\n${statScript({ path: `${folder}/d/e/f`, follow: false })}`;
    const standing = readStat(runLocally(shell, look));
    const { stderr } = runLocally(
      shell,
      withDoor([], through({ path: `${folder}/d/e/f`, at: 'itself' }, ':')),
    );
    const [plan, door] = [blockerOnTheWay({}, standing)?.why ?? '', stderr.toString()];
    for (const said of [plan, door]) expect(said.includes(`may write into ${folder}/d`)).toBe(isRefused);
    expect(blockerOnTheWay({ unsafe_path: 'allow' }, standing)).toBeUndefined();
  });

  it('what to do is said in words of the task, where it has some', () => {
    chmodSync(folder, 0o777);
    const door = (unsafe?: boolean) =>
      runLocally(
        shell,
        withDoor([], through({ path: `${folder}/f`, at: 'itself', unsafe }, ':')),
      ).stderr.toString();
    expect(door(false)).toMatch(/in the way: say unsafe_path: allow if that is not to be feared\n$/);
    expect(door()).toMatch(/in the way: give what is on the way to root alone \(chown root, chmod go-w\)\n$/);
    expect(door(true)).toBe('');
  });

  it('also where root stands aside', () => {
    mkdirSync(`${folder}/d/e`, { recursive: true });
    chownSync(`${folder}/d`, nobody, nobody);
    chmodSync(`${folder}/d/e`, 0o777);
    const door = (unsafe?: boolean) =>
      runLocally(
        shell,
        withDoor([], through({ path: `${folder}/d/e/f`, at: 'itself', unsafe }, ':')),
      ).stderr.toString();
    expect(door(false)).toContain('unsafe_path: allow');
    expect(door()).toContain('chown root');
  });
});

/** Paths that are only read, or that another program writes at. What sudo reads may be written by root alone, whoever says else. */
const onlyRead: Readonly<Record<string, readonly string[]>> = {
  nginx_default: ['folder'],
  same_certificate: ['site'],
  certificate_in_use: ['site'],
  served_certificate: ['path'],
  letsencrypt_certificate: ['webroot', 'ca_file'],
  letsencrypt_preflight: ['webroot', 'ca_file'],
  command: ['creates', 'removes', 'chdir'],
  shell: ['creates', 'removes', 'chdir', 'executable'],
  user: ['home', 'skeleton'],
  sudoers: ['sudoers_path'],
};

const states = modules.filter(({ kind }) => kind === 'state').map((module) => [module.name, module] as const);

it.each(states)('%s: whoever names a path may say that it is safe', (name, module) => {
  const [task = {}] = load(module.example) as readonly Readonly<Record<string, unknown>>[];
  const given = task[name];
  const example = typeof given === 'object' ? { ...given } : {};
  const known = Object.keys((module.params as { shape?: object }).shape ?? {});
  const paths = known.filter((key) => {
    const read = module.params.safeParse({ ...example, [key]: 'not/absolute' });
    return read.error?.issues.some(
      ({ path, message }) => path[0] === key && message.startsWith('expected an absolute path'),
    );
  });
  const written = paths.filter((key) => !onlyRead[name]?.includes(key));
  expect(known.includes('unsafe_path'), written.join()).toBe(written.length > 0);
});
