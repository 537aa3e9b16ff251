// A step that is ended while it makes a key leaves nothing behind, in every shell.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeScript } from '../../../src/module_parts/certificate/make.js';
import { localShells } from '../../modules/local_shell.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-make-`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

// openssl that has begun to write a key and takes its time over it.
const slowly = 'openssl() { echo "half a key" >"$new_key"; sleep 30; }';

it.each(localShells)('$name: ended by TERM', async ({ shell: [program, ...args] }) => {
  const [path, key_path] = [`${folder}/c`, `${folder}/k`];
  writeFileSync(key_path, 'old key');
  const making = {
    path,
    key_path,
    names: ['a.b'],
    days: 1,
    key_mode: '0600',
    keepKey: false,
    unsafe: false,
  } as const;
  const script = `${slowly}\n${makeScript({ ...making, key_type: 'ecdsa-p256' })}`;
  const child = spawn(program, [...args, '-c', script], { detached: true, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  while (!isBegun()) await setTimeout(20);
  // As the driver does it: the whole process group.
  process.kill(-(child.pid ?? 0), 'SIGTERM');
  expect(await ended).toBe(143);
  expect(readdirSync(folder)).toEqual(['k']);
  expect(readFileSync(key_path, 'utf8')).toBe('old key');
});

function isBegun(): boolean {
  return readdirSync(folder).some((name) => readFileSync(`${folder}/${name}`, 'utf8') === 'half a key\n');
}
