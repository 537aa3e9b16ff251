// The atomic write through the shells of this machine. Full disks, read-only mounts and ACLs, which need a real host:
// test/lab/atomic_write.test.ts.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PutStep } from '../../src/change.js';
import { atomicWriteScript } from '../../src/shell/atomic_write.js';
import { localShells, runLocally } from '../modules/local_shell.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-put-`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const asRoot = it.runIf(process.getuid?.() === 0);

describe.each(localShells)('$name', ({ shell }) => {
  function put(path: string, content: string | Uint8Array, more: Partial<PutStep> = {}, before = '') {
    const bytes = Buffer.from(content);
    const script = atomicWriteScript({ kind: 'put', path, content: bytes, ...more }, 'c0ffee');
    const { code, stderr } = runLocally(shell, before + script, bytes);
    return { code, said: stderr.toString() };
  }

  it('keeps every byte, in a file of any name', () => {
    const name = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 40 })
      .filter(
        (text) => !/[/\0\n]/.test(text) && text !== '.' && text !== '..' && !/[\ud800-\udfff]/.test(text),
      );
    fc.assert(
      fc.property(name, fc.uint8Array({ maxLength: 3000 }), (file, content) => {
        expect(put(`${folder}/${file}`, content)).toEqual({ code: 0, said: '' });
        expect(Buffer.compare(readFileSync(`${folder}/${file}`), content)).toBe(0);
      }),
      {
        numRuns: 15,
        examples: [['-rf $(reboot) \'"\\ é*', Uint8Array.from({ length: 256 }, (_, byte) => byte)]],
      },
    );
    expect(readdirSync(folder).filter((name) => name.includes('c0ffee'))).toEqual([]);
  });

  it('asks a command before the new file takes its place', () => {
    writeFileSync(`${folder}/f`, 'old');
    const accepts = { validate: ['grep', '-q', 'it is $HOME', '%s'] };
    expect(put(`${folder}/f`, 'it is $HOME', accepts)).toEqual({ code: 0, said: '' });
    const refused = put(`${folder}/f`, 'new', {
      validate: ['sh', '-c', 'echo no: "$(cat "$1")"; exit 3', 'x', '%s'],
    });
    expect(refused.code).toBe(1);
    expect(refused.said).toBe(
      `no: new\ncould not write ${folder}/f: the command in validate does not accept it\n`,
    );
    expect(readFileSync(`${folder}/f`, 'utf8')).toBe('it is $HOME');
    expect(readdirSync(folder)).toEqual(['f']);
  });

  it('keeps the old file beside the new one', () => {
    put(`${folder}/f`, 'new', { backup: true });
    expect(readdirSync(folder)).toEqual(['f']);
    chmodSync(`${folder}/f`, 0o640);
    expect(put(`${folder}/f`, 'newer', { backup: true })).toEqual({ code: 0, said: '' });
    const [name = ''] = readdirSync(folder).filter((one) => one !== 'f');
    expect(name).toMatch(/^f\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~$/);
    expect(readFileSync(`${folder}/${name}`, 'utf8')).toBe('new');
    expect(readFileSync(`${folder}/f`, 'utf8')).toBe('newer');
    expect([modeOf(`${folder}/f`), modeOf(`${folder}/${name}`)]).toEqual(['640', '640']);
  });

  it('keeps each old file where one shell writes more than once in a second', () => {
    writeFileSync(`${folder}/f`, 'first');
    // Each write has a subshell of its own, as the driver gives it; the process number is the same.
    const again = `date() { echo now; }\n(${atomicWriteScript({ kind: 'put', path: `${folder}/f`, content: Buffer.alloc(0), backup: true }, 'a')}\n) </dev/null || exit\n`;
    expect(put(`${folder}/f`, 'third', { backup: true }, again)).toEqual({ code: 0, said: '' });
    const kept = readdirSync(folder).filter((one) => one !== 'f');
    expect(kept.map((one) => one.replace(/\d+/, 'PID')).sort()).toEqual(['f.PID.now_~', 'f.PID.now~']);
    expect(kept.map((one) => readFileSync(`${folder}/${one}`, 'utf8')).sort()).toEqual(['', 'first']);
  });

  it('gives a new file 0644', () => {
    expect(put(`${folder}/f`, 'x').code).toBe(0);
    expect(modeOf(`${folder}/f`)).toBe('644');
  });

  it.each(['644', '600', '4755', '2750', '1777', '6711', '4644', '2640', '1644', '0'])(
    'keeps the mode %s of an old file',
    (mode) => {
      writeFileSync(`${folder}/f`, 'old');
      chmodSync(`${folder}/f`, mode);
      put(`${folder}/f`, 'new');
      expect(modeOf(`${folder}/f`)).toBe(mode);
    },
  );

  asRoot('keeps the owner and group of an old file, or sets what is asked for', () => {
    writeFileSync(`${folder}/f`, 'old');
    chownSync(`${folder}/f`, 1, 4);
    expect(put(`${folder}/f`, 'new').code).toBe(0);
    expect(statSync(`${folder}/f`)).toMatchObject({ uid: 1, gid: 4 });
    expect(put(`${folder}/f`, 'newer', { group: 'root', mode: '0640' }).code).toBe(0);
    expect(statSync(`${folder}/f`)).toMatchObject({ uid: 1, gid: 0 });
    expect(modeOf(`${folder}/f`)).toBe('640');
  });

  it('follows links, or replaces them', () => {
    mkdirSync(`${folder}/d`);
    symlinkSync('d/target', `${folder}/l`);
    symlinkSync('d', `${folder}/to-directory`);
    put(`${folder}/l`, 'x');
    expect(lstatSync(`${folder}/l`).isSymbolicLink()).toBe(true);
    expect(readFileSync(`${folder}/d/target`, 'utf8')).toBe('x');
    put(`${folder}/to-directory`, 'y', { follow: false });
    expect(readFileSync(`${folder}/to-directory`, 'utf8')).toBe('y');
    expect(readdirSync(`${folder}/d`)).toEqual(['target']);
  });

  describe('fails, says why, and leaves all as it was:', () => {
    it.each([
      ['no directory', 'no/f', 'there is no directory'],
      ['a directory', 'd', 'it is not a plain file'],
      ['a device', '../../dev/full', 'it is not a plain file'],
      ['a circle of links', 'circle', 'too many symbolic links'],
    ])('%s', (_title, path, why) => {
      mkdirSync(`${folder}/d`);
      symlinkSync('circle', `${folder}/circle`);
      const result = put(`${folder}/${path}`, 'new');
      expect(result.said).toContain(why);
      expect(result.code).not.toBe(0);
      expect(readdirSync(folder)).toEqual(['circle', 'd']);
    });

    it.each([
      ['no room for it', 'ulimit -f 1\n', 'could not be stored'],
      ['the connection lost', 'exec < /dev/null\n', 'arrived incomplete'],
    ])('%s', (_title, before, why) => {
      writeFileSync(`${folder}/f`, 'old');
      const result = put(`${folder}/f`, 'x'.repeat(100_000), {}, before);
      expect(result.said).toContain(why);
      expect(result.code).not.toBe(0);
      expect(readFileSync(`${folder}/f`, 'utf8')).toBe('old');
      expect(readdirSync(folder)).toEqual(['f']);
    });

    asRoot.each([
      ['an owner that cannot be kept', 65534, 'its owner could not be set'],
      ['a directory of root', 0, 'nobody may not write into'],
      ['a directory of somebody else', 1, 'belongs to daemon, who could have put something else in the way'],
    ])('%s', (_title, owner, why) => {
      writeFileSync(`${folder}/f`, 'old');
      chmodSync(folder, 0o755);
      chownSync(folder, owner, 0);
      const script = atomicWriteScript(
        { kind: 'put', path: `${folder}/f`, content: Buffer.from('new') },
        'c0ffee',
      );
      const result = runLocally(
        ['setpriv', '--reuid=65534', '--clear-groups', ...shell],
        script,
        Buffer.from('new'),
      );
      expect(result.stderr.toString()).toContain(why);
      expect(result.code).not.toBe(0);
      expect(readFileSync(`${folder}/f`, 'utf8')).toBe('old');
      expect(readdirSync(folder)).toEqual(['f']);
    });
  });

  it('does not write through what somebody else put in its way', () => {
    writeFileSync(`${folder}/victim`, 'old');
    const trap = `ln -s victim "${folder}/.hostwright-$$-$(cut -d' ' -f22 /proc/$$/stat)@$(uname -n)@c0ffee"\n`;
    expect(put(`${folder}/f`, 'new', {}, trap).said).toContain('could not be stored');
    expect(readFileSync(`${folder}/victim`, 'utf8')).toBe('old');
  });

  it('is private while it is written, and cleans up when it is ended', async () => {
    writeFileSync(`${folder}/f`, 'old');
    const [program, ...args] = shell;
    const script = atomicWriteScript(
      { kind: 'put', path: `${folder}/f`, content: Buffer.alloc(100) },
      'c0ffee',
    );
    const child = spawn(program, [...args, '-c', script], { detached: true });
    const ended = once(child, 'exit');
    child.stdin.write('half of it');
    let temporary: string | undefined;
    while (temporary === undefined) {
      await sleep(5);
      temporary = readdirSync(folder).find((name) => name.endsWith('c0ffee'));
    }
    expect(modeOf(`${folder}/${temporary}`)).toBe('600');
    process.kill(-(child.pid ?? 0), 'SIGTERM');
    expect(await ended).toEqual([143, null]);
    expect(readdirSync(folder)).toEqual(['f']);
    expect(readFileSync(`${folder}/f`, 'utf8')).toBe('old');
  });
});

function modeOf(path: string): string {
  return (statSync(path).mode & 0o7777).toString(8);
}
