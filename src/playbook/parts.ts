// Lists of tasks and blocks. What a block says for its tasks goes to each of them, so nobody has to look up.

import type { Module } from '../module.js';
import { entryOf, type Located, type LocatedMap, scalarAt } from '../yaml/located.js';
import { checkKeys, oneOrMore, type Problems, readList, readScalar } from '../yaml/shape.js';
import { checkTask } from './check_task.js';
import { checkTransaction } from './check_transaction.js';
import { readImport } from './imports.js';
import { readInclude } from './include.js';
import { inheritedFrom } from './inherited.js';
import { blockAdvice, blockKeys, taskKeys } from './keys.js';
import { readScalars, readSeconds } from './keywords.js';
import type { Pages } from './pages.js';
import { blocksIn } from './parts_of.js';
import type { Block, Inherited, Part, Task, Transaction } from './play.js';
import type { PlayRoles } from './play_roles.js';
import { parseTask } from './task.js';

export interface PartsParsing {
  readonly modules: ReadonlyMap<string, Module>;
  readonly problems: Problems;
  readonly nextId: () => number;
  readonly pages: Pages;
  readonly roles: PlayRoles;
}

export function readTasks(
  node: Located | undefined,
  inherited: Inherited,
  parsing: PartsParsing,
): readonly Part[] {
  return itemsOf(node, 'a list of tasks', parsing).flatMap((item) => readPart(item, inherited, parsing));
}

/** `tasks:` with everything under it commented out is an empty list. */
export function itemsOf(
  node: Located | undefined,
  what: string,
  { problems }: PartsParsing,
): readonly Located[] {
  if (!node || (node.kind === 'scalar' && node.value === null)) return [];
  return readList(node, what, problems) ?? [];
}

/** @param keys that a task may have */
export function readPart(
  node: Located,
  inherited: Inherited,
  parsing: PartsParsing,
  keys: readonly string[] = taskKeys,
): readonly Part[] {
  if (node.kind === 'map') {
    const block = entryOf(node, 'block');
    if (block) return [readBlock(node, block.value, inherited, parsing)];
    const imported = readImport(node, inherited, parsing);
    if (imported) return imported;
    const included = readInclude(node, inherited, parsing);
    if (included !== 'none') return included ? [included] : [];
  }
  const task = readTask(node, inherited, parsing, keys);
  return task ? [task] : [];
}

export function readTask(
  node: Located,
  inherited: Inherited,
  { modules, problems, nextId }: PartsParsing,
  keys: readonly string[],
): Task | undefined {
  const task = parseTask(node, { modules, problems, inherited, keys, id: nextId() });
  if (task) checkTask(task, modules, problems);
  return task;
}

function readBlock(map: LocatedMap, tasks: Located, outer: Inherited, parsing: PartsParsing): Block {
  const { problems, modules } = parsing;
  checkKeys(map, blockKeys, 'a block', problems, blockAdvice);
  const id = parsing.nextId();
  const inherited = inheritedFrom(map, outer, problems);
  const name = entryOf(map, 'name');
  if (inherited.forEach && transactionKeys.some((key) => entryOf(map, key))) {
    const advice = 'write for_each: at what stands in the block';
    problems.push({ message: 'a block that is whole or not at all is done once', place: map.place, advice });
  }
  const items = itemsOf(tasks, 'a list of tasks', parsing);
  if (items.length === 0) problems.push({ message: 'the block has no tasks', place: tasks.place });
  const grouped = {
    kind: 'block',
    id,
    place: map.place,
    name: (name && readScalar(name.value, 'a name', problems)) ?? scalarAt('block', map.place),
    parts: items.flatMap((item) => readPart(item, inherited, parsing)),
    rescue: readTasks(entryOf(map, 'rescue')?.value, inherited, parsing),
    always: readTasks(entryOf(map, 'always')?.value, inherited, parsing),
  } as const;
  const proofs = readTasks(entryOf(map, 'prove')?.value, inherited, parsing);
  const needed = blocksIn(proofs).flatMap((proof) => proof.arguments ?? []);
  const transaction = readTransaction(map, proofs, inherited, parsing);
  const block: Block = { ...grouped, transaction, ...(needed.length > 0 && { arguments: needed }) };
  checkTransaction(block, modules, problems);
  return block;
}

const transactionKeys = ['validate', 'prove', 'confirm', 'undo'];

function readTransaction(
  map: LocatedMap,
  proofs: readonly Part[],
  inherited: Inherited,
  parsing: PartsParsing,
): Transaction | undefined {
  const { problems } = parsing;
  if (!transactionKeys.some((key) => entryOf(map, key))) return undefined;
  const under = (key: string) => entryOf(map, key)?.value;
  const [validate, confirm, undo] = [under('validate'), under('confirm'), under('undo')];
  return {
    validate: oneOrMore(validate ?? { kind: 'list', items: [], place: map.place }).flatMap(
      (command) => readTask(commandTask(command), inherited, parsing, taskKeys) ?? [],
    ),
    confirm: confirm && readDuration(confirm, problems),
    undo: undo ? readScalars(undo, 'a command', problems) : [],
    prove: proofs.flatMap((part) => onlyTasks(part, problems)),
  };
}

/** What was imported into `prove:` is a block that says nothing of its own. */
function onlyTasks(part: Part, problems: Problems): readonly Task[] {
  if (part.kind === 'task') return [part];
  if (part.kind === 'flush') return [];
  if (part.kind === 'include') {
    const advice = 'write import_tasks or import_role';
    problems.push({ message: 'prove: holds no includes', place: part.task.place, advice });
    return [];
  }
  if (part.transaction || part.rescue.length + part.always.length > 0) {
    const message = 'prove: holds tasks, and blocks that only group them';
    problems.push({ message, place: part.place });
  }
  return part.parts.flatMap((inner) => onlyTasks(inner, problems));
}

/** `validate: nginx -t` as the task that it stands for. It changes nothing, whoever runs it. */
function commandTask(command: Located): Located {
  const { place } = command;
  const entry = (key: string, value: Located) => ({ key, keyPlace: place, value });
  const no = { kind: 'scalar', value: false, text: 'false', place } as const;
  const text = command.kind === 'scalar' ? command.text : 'validate';
  return {
    kind: 'map',
    place,
    entries: [
      entry('name', scalarAt(text, place)),
      entry('shell', command),
      entry('changed_when', no),
      entry('check_mode', no),
    ],
  };
}

/** `60s`, `2m`, or a number of seconds. */
function readDuration(node: Located, problems: Problems): number | undefined {
  const [, count, unit] = (node.kind === 'scalar' && /^(\d+)(s|m)$/.exec(node.text)) || [];
  if (count === undefined) return readSeconds(node, problems);
  return Number(count) * (unit === 'm' ? 60 : 1);
}
