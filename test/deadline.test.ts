import { setTimeout as sleep } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import { expect, it } from 'vitest';
import { deadline } from '../src/deadline.js';

v8.setFlagsFromString('--expose_gc');
const collectGarbage: () => void = vm.runInNewContext('gc');

const reasonOf = (signal: AbortSignal) =>
  new Promise<Error>((resolve) => signal.addEventListener('abort', () => resolve(signal.reason)));

it('comes, however much garbage is collected until then', async () => {
  const { signal } = new AbortController();
  const over = reasonOf(deadline(0.3, signal));
  for (let round = 0; round < 5; round += 1) {
    await sleep(20);
    collectGarbage();
  }
  expect((await over).name).toBe('TimeoutError');
});

it('comes with the signal, and has its reason', async () => {
  const run = new AbortController();
  const over = reasonOf(deadline(60, run.signal));
  run.abort(new Error('interrupted'));
  expect((await over).message).toBe('interrupted');
});

it('has come where the signal has', () => {
  expect(deadline(60, AbortSignal.abort('before')).reason).toBe('before');
});

it('has many wait for it without a warning of Node', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  const run = new AbortController();
  const over = deadline(60, run.signal);
  for (let count = 0; count < 40; count += 1) deadline(60, over);
  await sleep(20);
  run.abort();
  process.off('warning', note);
  expect(warnings).toEqual([]);
});
