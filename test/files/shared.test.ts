// A large file is in memory once, however many hosts it is copied to, and is hashed while other work goes on.

import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sha256Of } from '../../src/digest.js';
import { largeFilesAreHashed, readShared } from '../../src/files/shared.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostwright-shared-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const MEBIBYTE = 1024 * 1024;

it('a large file is read once for those who need it at the same time', () => {
  const path = join(folder, 'large');
  writeFileSync(path, Buffer.alloc(MEBIBYTE));
  expect(readShared(path)).toBe(readShared(path));
});

it('a file that has changed is read again', () => {
  const path = join(folder, 'large');
  writeFileSync(path, Buffer.alloc(MEBIBYTE));
  const before = readShared(path);
  appendFileSync(path, 'x');
  expect(readShared(path)).toHaveLength(before.length + 1);
});

it('a small file is read each time, so that no change of it is missed', () => {
  const path = join(folder, 'small');
  writeFileSync(path, 'one');
  expect(readShared(path).toString()).toBe('one');
  writeFileSync(path, 'two');
  expect(readShared(path).toString()).toBe('two');
});

it('a large file is hashed in pieces, between which other work runs, and its hash is right', async () => {
  const path = join(folder, 'large');
  const content = Buffer.alloc(8 * MEBIBYTE + 1, 'x');
  writeFileSync(path, content);
  const bytes = readShared(path);
  let isReady = false;
  const ready = largeFilesAreHashed().then(() => {
    isReady = true;
  });
  let turns = 0;
  while (!isReady) {
    turns += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await ready;
  expect(turns).toBeGreaterThan(8);
  expect(sha256Of(bytes)).toBe(createHash('sha256').update(content).digest('hex'));
});

it('a file that has changed has another hash', async () => {
  const path = join(folder, 'large');
  writeFileSync(path, Buffer.alloc(MEBIBYTE));
  const before = readShared(path);
  await largeFilesAreHashed();
  appendFileSync(path, 'x');
  const after = readShared(path);
  await largeFilesAreHashed();
  expect(sha256Of(after)).not.toBe(sha256Of(before));
});
