// What runs on this machine remember between them.

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openRunLog } from '../../src/process/run_log.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostwright-chronicle-'));
  vi.stubEnv('XDG_STATE_HOME', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it('what an apply adds is there for the next one, and for nobody else', () => {
  const orders = openRunLog('apply')('orders');
  expect(orders.lines()).toEqual([]);
  orders.add('one');
  openRunLog('apply')('orders').add('two');
  expect(orders.lines()).toEqual(['one', 'two']);
  expect(openRunLog('apply')('others').lines()).toEqual([]);
  expect(readFileSync(join(folder, 'hostwright/orders'), 'utf8')).toBe('one\ntwo\n');
  expect(statSync(join(folder, 'hostwright/orders')).mode & 0o777).toBe(0o600);
});

it('what a plan adds is there for the plan alone', () => {
  openRunLog('apply')('orders').add('one');
  const open = openRunLog('plan');
  open('orders').add('two');
  expect(open('orders').lines()).toEqual(['one', 'two']);
  expect(open('others').lines()).toEqual([]);
  expect(openRunLog('plan')('orders').lines()).toEqual(['one']);
});

it('a file that is far too long loses its older half, whole lines, and stays for its owner alone', () => {
  const orders = openRunLog('apply')('orders');
  orders.add('first');
  const path = join(folder, 'hostwright/orders');
  writeFileSync(path, `${Array.from({ length: 110_000 }, (_, index) => `line ${index}`).join('\n')}\n`);
  orders.add('last');
  const lines = orders.lines();
  expect(lines.length).toBeLessThan(56_000);
  expect(lines[0]).toMatch(/^line \d+$/);
  expect(lines.at(-1)).toBe('last');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('a file that cannot be used is named, with what to do', () => {
  writeFileSync(join(folder, 'hostwright'), '');
  const orders = openRunLog('apply')('orders');
  expect(() => orders.add('one')).toThrow(/hostwright\/orders cannot be written/);
  expect(() => orders.lines()).toThrow(/hostwright\/orders cannot be read/);
});
