// The law of undo: what a module calls undoable is made inside a transaction, put back, and leaves its host as it was.

import { expect } from 'vitest';
import { z } from 'zod';
import { type Change, change, sh } from '../../../src/change.js';
import type { Snippet } from '../../../src/connection.js';
import { TransactionRecord } from '../../../src/engine/journal/transaction_record.js';
import { defineModule, type Output, type StateModule } from '../../../src/module.js';
import type { ResolvedReady } from '../../../src/playbook/resolve.js';
import { bareTask } from '../../../src/playbook/task.js';
import { restoreTransaction } from '../../../src/shell/restore.js';

export interface Undoing {
  act(snippet: Snippet): Promise<Output>;
  /** A text that is equal exactly if files, links, attributes and rules of the firewall are equal; times aside. */
  contents(): Promise<string>;
}

/** What goes before the steps of a change, and what puts back all that they did. As the engine does it. */
export interface Undo {
  readonly before: readonly Snippet[];
  readonly back: Snippet;
}

/** A transaction that holds one change. */
export function transactionOf({ steps }: Change): Undo {
  const record = new TransactionRecord({ name: 'law', since: new Date(), undo: [], confirm: undefined });
  const task = bareTask('law', 'law', { file: 'law.yml', line: 1, column: 1 });
  const before = record.before(steps, { task, item: noItem });
  return { before, back: restoreTransaction(record.id) };
}

/** The record only keeps it, to explain what a validator says. */
const noItem = { kind: 'ready', title: 'law', handlesSecret: false } as unknown as ResolvedReady;

/**
 * @param was the contents before the change
 * @param stays lines that may come on top
 */
export async function expectUndone(
  { back }: Undo,
  was: string,
  { act, contents }: Undoing,
  stays?: RegExp,
): Promise<void> {
  const { code, stdout, stderr } = await act(back);
  expect(code, `it is put back: ${stdout.toString()}${stderr.toString()}`).toBe(0);
  const left = differing(was, await contents()).filter((line) => !stays?.test(line));
  expect(left, 'what it calls undoable is put back').toEqual([]);
}

/** Only what differs, for a snapshot has thousands of lines. */
function differing(was: string, is: string): readonly string[] {
  const [before, after] = [new Set(was.split('\n')), new Set(is.split('\n'))];
  return [
    ...[...before].filter((line) => !after.has(line)).map((line) => `- ${line}`),
    ...[...after].filter((line) => !before.has(line)).map((line) => `+ ${line}`),
  ];
}

/** A module that says wrongly that it is undoable: its step does not name the second file. */
export function liar(folder: string): StateModule<unknown> {
  return defineModule({
    kind: 'state',
    name: 'liar',
    summary: 'an example',
    params: z.object({ state: z.string() }),
    undoable: true,
    example: '',
    probe: () => `[ -e ${folder}/named ] && echo present || echo absent`,
    read: ({ stdout }) => ({ state: stdout.toString().trim() }),
    plan: (wanted, { state }) =>
      state === wanted.state
        ? null
        : change(
            [{ name: 'state', from: 'absent', to: 'present' }],
            [sh(`touch ${folder}/named ${folder}/not-named`, [`${folder}/named`])],
          ),
  }) as StateModule<unknown>;
}
