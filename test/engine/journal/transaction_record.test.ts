// What goes before a change in a block, so that the host can take the block back. What the sh does:
// test/shell/transaction.test.ts.

import { expect, it } from 'vitest';
import type { PutStep } from '../../../src/change.js';
import { readAbouts, TransactionRecord } from '../../../src/engine/journal/transaction_record.js';
import type { Task } from '../../../src/playbook/play.js';
import type { ResolvedReady } from '../../../src/playbook/resolve.js';

const put: PutStep = { kind: 'put', path: '/etc/x', content: Buffer.from('x') };

function before(terms: { undo: readonly string[]; confirm?: number }, irreversible: boolean) {
  const transaction = new TransactionRecord({
    name: 'b',
    since: new Date(0),
    undo: terms.undo,
    confirm: terms.confirm,
  });
  const by = {
    task: { irreversible } as Task,
    item: { handlesSecret: true } as unknown as ResolvedReady,
  };
  const said = transaction
    .before([put], by)
    .map(({ script }) => script)
    .join('\n');
  return {
    opens: said.includes('about.json'),
    arms: said.includes('systemctl restart'),
    keeps: said.includes('hw_keep 0001 itself anywhere /etc/x'),
    undoes: said.includes('ufw reload'),
    isBegun: transaction.isBegun,
    holdsSecrets: transaction.holdsSecrets,
  };
}

const nothing = { opens: false, arms: false, keeps: false, undoes: false, isBegun: false };
const undo = ['ufw reload'];

it.each([
  ['keeps what a task names', { undo: [] }, false, { ...nothing, opens: true, keeps: true, isBegun: true }],
  [
    'has the host take it back by itself',
    { undo, confirm: 60 },
    false,
    { opens: true, arms: true, keeps: true, undoes: true, isBegun: true },
  ],
  ['leaves alone what is to stay', { undo: [], confirm: 60 }, true, nothing],
  [
    'has what is to stay taken back by the commands that the block has for it',
    { undo, confirm: 60 },
    true,
    { opens: true, arms: true, keeps: false, undoes: true, isBegun: true },
  ],
])('%s', (_, terms, irreversible, expected) => {
  expect(before(terms, irreversible)).toEqual({ ...expected, holdsSecrets: true });
});

it('counts what it cannot read of what a host says is open', () => {
  const about = '{"id":"a1","name":"b","since":"2026-01-01"}';
  const said = [about, '{"id":"../x","name":"b","since":""}', 'torn'].map((text) => `${text}\x1d`).join('');
  const output = { code: 0, stdout: Buffer.from(said), stderr: Buffer.alloc(0) };
  expect(readAbouts(output)).toEqual({ records: [JSON.parse(about)], unreadable: 2 });
});

it.each([
  ['what a link leads to, where the step follows it', true, ['0001 itself', '0002 followed']],
  ['the link alone, where it does not', false, ['0001 itself']],
])('keeps %s', (_, follow, kept) => {
  const transaction = new TransactionRecord({ name: 'b', since: new Date(0), undo: [], confirm: undefined });
  const by = { task: { irreversible: false } as Task, item: {} as unknown as ResolvedReady };
  const steps = [{ kind: 'sh', script: ':', touches: ['/etc/x'], follow }] as const;
  const scripts = transaction.before(steps, by).map(({ script }) => script);
  const calls = scripts.join('\n').matchAll(/^hw_keep (\d+ \w+) \w+ \/etc\/x$/gm);
  expect([...calls].map(([, call]) => call)).toEqual(kept);
});
