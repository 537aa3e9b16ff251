// Records that releases left on hosts are read by what comes after them. What each wrote is kept under records/, by the first
// digits of its commit; how it gets there: test/lab/upgrade/debt_laws.ts. The lock is tried against the last release's own.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPendingHandlers, runnerOf } from '../../src/engine/journal/pending_handler.js';
import { readAbouts } from '../../src/engine/journal/transaction_record.js';
import { type Output, ProbeError } from '../../src/module.js';
import { modulesByName } from '../../src/modules/index.js';
import { LOCK_BUSY, lockScript } from '../../src/shell/lock.js';
import { PENDING_SEPARATOR } from '../../src/shell/pending_handlers.js';
import { TRANSACTION_SEPARATOR } from '../../src/shell/transaction.js';
import { root } from '../cli/hostwright.js';
import { runLocally } from '../modules/local_shell.js';
import { useLocks } from '../shell/locks.js';
import { useReleasedSources } from './released.js';

const released = useReleasedSources();
const records = join(root, 'test/upgrade/records');

describe.each(readdirSync(records))('what %s wrote', (release) => {
  const linesOf = (name: string) =>
    readFileSync(join(records, release, name), 'utf8')
      .trimEnd()
      .split('\n');
  const answer = (name: string, separator: string): Output => {
    const stdout = linesOf(name)
      .map((line) => `${line}${separator}`)
      .join('');
    return { code: 0, stdout: Buffer.from(stdout), stderr: Buffer.alloc(0) };
  };
  const { records: pendingHandlers, unreadable } = readPendingHandlers(
    answer('debts.txt', PENDING_SEPARATOR),
    modulesByName,
  );

  it('is read: its pending handlers', () => {
    expect(unreadable).toBe(0);
    expect(pendingHandlers.length).toBe(linesOf('debts.txt').length);
    const bound = pendingHandlers
      .filter((pending) => !runnerOf(pending, modulesByName))
      .map(({ name }) => name);
    expect(bound, 'what only its own playbook can run').toEqual(['secret']);
  });

  const runnable = pendingHandlers.filter((pending) => runnerOf(pending, modulesByName) !== undefined);
  it.each(runnable)('can be run: $name', ({ module: name, wanted }) => {
    const module = modulesByName.get(name);
    if (module?.kind !== 'state') throw new Error(`${name} is no state module any more`);
    const found = runLocally(['dash'], module.probe(wanted));
    try {
      expect([undefined, 'change', 'missing']).toContain(
        module.plan(wanted, module.read(found, wanted))?.kind,
      );
    } catch (error) {
      expect(error).toBeInstanceOf(ProbeError);
    }
  });

  it('is read: blocks that it left open', () => {
    const { records: abouts, unreadable: strange } = readAbouts(answer('blocks.txt', TRANSACTION_SEPARATOR));
    expect(strange).toBe(0);
    expect(abouts).toEqual([expect.objectContaining({ name: 'a block' })]);
  });
});

describe.each([
  ['flock', true],
  ['a directory', false],
])('the lock by %s', (_, flock) => {
  const takeLock = useLocks();
  const then = async (holder: string) => {
    const lock = (await import(join(released, 'src/shell/lock.ts'))) as { lockScript: typeof lockScript };
    return lock.lockScript(holder);
  };

  it('that the release holds keeps us out, and is named', async () => {
    expect(await takeLock(await then('ann on desk'), flock)).toMatchObject({ code: 0 });
    expect(await takeLock(lockScript('bob'), flock)).toMatchObject({
      code: LOCK_BUSY,
      said: 'ann on desk\n',
    });
  });

  it('that we hold keeps the release out, and is named', async () => {
    expect(await takeLock(lockScript('bob'), flock)).toMatchObject({ code: 0 });
    expect(await takeLock(await then('ann on desk'), flock)).toMatchObject({
      code: LOCK_BUSY,
      said: 'bob\n',
    });
  });

  it('that a dead run of the release held is free', async () => {
    const { child } = await takeLock(await then('ann on desk'), flock);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    expect(await takeLock(lockScript('bob'), flock)).toMatchObject({ code: 0 });
  });
});
