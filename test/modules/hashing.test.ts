// A host on which nothing makes a checksum, or whose tool fails: no module takes two files of which nothing is known for equal.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { probeOf } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

const folder = mkdtempSync(join(tmpdir(), 'hostwright-hashing-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [one, other] = ['one', 'other'].map((name) => join(folder, name));
writeFileSync(one ?? '', 'one');
writeFileSync(other ?? '', 'other');

const tools = ['sha256sum', 'sha1sum', 'shasum', 'sha256', 'openssl'];
const broken = tools
  .map((name) => `${name}() { echo '${name}: Input/output error' >&2; return 1; }\n`)
  .join('');

describe.each(localShells)('$name', ({ shell }) => {
  it.each([
    ['copy', { src: one, dest: other, remote_src: true }],
    ['copy', { dest: one, content: 'one' }],
    ['fetch', { src: one, dest: 'kept' }],
    ['get_url', { url: 'http://127.0.0.1:9/one', dest: one, force: true }],
  ])('the look of %s fails, and says why', (name, params) => {
    const { code, stderr } = runLocally(shell, broken + probeOf(name, params));
    expect(code).toBe(1);
    expect(stderr.toString()).toMatch(/nothing on this host can make a checksum|no sha256sum, shasum/);
  });

  it('stat says nothing of a checksum', () => {
    const { code, stdout } = runLocally(shell, broken + probeOf('stat', { path: one }));
    expect([code, stdout.toString().includes('checksum=')]).toEqual([0, false]);
  });
});
