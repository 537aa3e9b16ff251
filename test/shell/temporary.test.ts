// What a kill -9 left beside a file is removed by the next who writes there, and nothing else is.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { atomicWriteScript } from '../../src/shell/atomic_write.js';
import { besideFunction } from '../../src/shell/temporary.js';
import { localShells, runLocally } from '../modules/local_shell.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-beside-`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(localShells)('$name', ({ shell }) => {
  const beside = (more = '') => runLocally(shell, `${besideFunction}\nhw_beside '${folder}'\n${more}`);

  it('a writer that is killed leaves its temporary to the next one, who removes it', async () => {
    const [program, ...args] = shell;
    const step = { kind: 'put', path: `${folder}/f`, content: Buffer.alloc(100) } as const;
    const child = spawn(program, [...args, '-c', atomicWriteScript(step, 'c0ffee')], { detached: true });
    child.stdin.write('half of it');
    while (readdirSync(folder).length === 0) await sleep(5);
    expect(beside().code).toBe(0);
    expect(readdirSync(folder), 'the writer lives').toHaveLength(1);
    const ended = new Promise((resolve) => child.once('close', resolve));
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await ended;
    expect(readdirSync(folder)).toHaveLength(1);
    expect(beside().code).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('one of an earlier boot is removed, whoever has the number now', () => {
    writeFileSync(`${folder}/.hostwright-${process.pid}-1@${hostname()}@x`, '');
    symlinkSync('nowhere', `${folder}/.hostwright-1-99999999999@${hostname()}@link`);
    beside();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['another host, which shares the directory', `.hostwright-1-1@not-${hostname()}@x`],
    ['the user', '.hostwright-notes'],
  ])('that of %s stays', (_, name) => {
    writeFileSync(`${folder}/${name}`, '');
    beside();
    expect(readdirSync(folder)).toEqual([name]);
  });

  it('the name is in the directory, and its maker lives', () => {
    const made = beside(`: >"\${hw_name}x"\nhw_beside '${folder}/'\nprintf %s "$hw_name"`).stdout.toString();
    expect(made.startsWith(`${folder}/.hostwright-`)).toBe(true);
    expect(readdirSync(folder)).toHaveLength(1);
  });
});
