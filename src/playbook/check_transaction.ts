// What can be seen to be wrong in a transaction before there is a host: whatever could not be put back.

import type { Module } from '../module.js';
import type { Problem } from '../problem.js';
import { blocksIn, tasksIn } from './parts_of.js';
import type { Block, Task } from './play.js';
import { neverChanges } from './task.js';

export function checkTransaction(
  block: Block,
  modules: ReadonlyMap<string, Module>,
  problems: Problem[],
): void {
  if (!block.transaction) return;
  for (const inner of blocksIn(block.parts)) {
    if (!inner.transaction) continue;
    const advice = 'leave validate, prove, confirm and undo to one of the two';
    problems.push({ message: 'a transaction cannot stand in another one', place: inner.place, advice });
  }
  for (const task of [...tasksIn(block.parts), ...block.transaction.prove]) {
    if (task.module === 'meta') problems.push({ ...noMeta, place: task.place });
  }
  for (const task of tasksIn(block.parts)) {
    const problem = blockerTo(task, modules.get(task.module));
    if (problem) problems.push(problem);
  }
}

const noMeta = {
  message: 'meta cannot stand in a block that is put back',
  advice: 'move it before or behind the block, whose own handlers run when it was judged',
};

function blockerTo(task: Task, module: Module | undefined): Problem | undefined {
  if (task.irreversible || module?.kind !== 'state') return undefined;
  if (task.delegateTo) {
    const message = 'what is done on another host cannot be taken back by this block';
    return { message, place: task.delegateTo.place, advice: ways };
  }
  const onlyLooks = task.checkMode === false && neverChanges(task);
  if (module.undoable || onlyLooks) return undefined;
  const message = `"${task.module}" does not say what it replaces, so this block could not put it back`;
  return { message, place: task.place, advice: ways };
}

const ways =
  'move it before the block, or write irreversible: true to have it stay when the others are taken back';
