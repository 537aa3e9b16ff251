// A large file is in memory once, however many hosts it is copied to.

import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readShared } from '../../src/files/shared.js';

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
