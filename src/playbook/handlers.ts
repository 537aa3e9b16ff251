// Handlers: tasks, blocks, imports and includes that run where something notified them by one of their names.

import { entryOf, type Located, withoutKey } from '../yaml/located.js';
import type { Problems } from '../yaml/shape.js';
import { handlerKeys } from './keys.js';
import { readScalars } from './keywords.js';
import { itemsOf, type PartsParsing, readPart } from './parts.js';
import { blocksIn, tasksIn } from './parts_of.js';
import type { Handler, Inherited, Part } from './play.js';

/** Of one list: that of a play, or of a file of a role. @param role its handlers are reached by its name as well */
export function readHandlers(
  node: Located | undefined,
  inherited: Inherited,
  parsing: PartsParsing,
  role?: string,
): readonly Handler[] {
  const { problems } = parsing;
  const handlers = itemsOf(node, 'a list of handlers', parsing).flatMap((item) =>
    readHandler(item, inherited, parsing, role),
  );
  checkNames(handlers, problems);
  for (const { part } of handlers) checkPart(part, problems);
  return handlers;
}

function readHandler(
  node: Located,
  inherited: Inherited,
  parsing: PartsParsing,
  role: string | undefined,
): readonly Handler[] {
  const listens = node.kind === 'map' ? entryOf(node, 'listen')?.value : undefined;
  const words = listens
    ? readScalars(listens, 'the name of a handler', parsing.problems).map(({ text }) => text)
    : [];
  const handlerOf = (part: Part, more: readonly string[]): readonly Handler[] => {
    if (part.kind === 'flush') return [];
    const { name, place } = part.kind === 'include' ? part.task : part;
    const ofRole = role === undefined ? [] : [`${role} : ${name.text}`];
    return [{ name, place, names: [name.text, ...more, ...ofRole], part }];
  };
  return readPart(withoutKey(node, 'listen'), inherited, parsing, handlerKeys).flatMap((part) => {
    if (part.kind !== 'block' || !isImport(node)) return handlerOf(part, words);
    // As in Ansible each of the tasks that it brings in is a handler; here its own name means all of them.
    return part.parts.flatMap((inner) =>
      handlerOf(
        part.arguments && inner.kind === 'task'
          ? { ...part, id: inner.id, name: inner.name, parts: [inner] }
          : inner,
        [part.name.text, ...words],
      ),
    );
  });
}

function isImport(node: Located): boolean {
  return node.kind === 'map' && !entryOf(node, 'block');
}

/** Of two handlers of one name in a list, nobody can tell which is meant. */
function checkNames(handlers: readonly Handler[], problems: Problems): void {
  const first = new Map<string, Handler>();
  for (const handler of handlers) {
    const earlier = first.get(handler.name.text);
    if (earlier) {
      const message = `two handlers are named "${handler.name.text}"`;
      problems.push({ message, place: handler.place, advice: `the other is in line ${earlier.place.line}` });
    }
    first.set(handler.name.text, handler);
  }
}

function checkPart(part: Handler['part'], problems: Problems): void {
  for (const { module, place } of tasksIn([part]))
    if (module === 'meta') problems.push({ message: 'meta cannot be a handler', place });
  for (const { transaction, place } of blocksIn([part])) {
    const advice = 'leave validate, prove, confirm and undo to blocks of tasks';
    if (transaction) problems.push({ message: 'a handler cannot be put back', place, advice });
  }
}

/**
 * Of several lists, in the order in which they are read: the last of those that have one name is reached by it, as in
 * Ansible. The others are reached by the words that they listen to, and those of roles by `role : name`.
 */
export function reachable(handlers: readonly Handler[]): readonly Handler[] {
  const last = new Map(handlers.map((handler) => [handler.name.text, handler]));
  return handlers.flatMap((handler) => {
    const { name, names } = handler;
    if (last.get(name.text) === handler) return [handler];
    const others = names.filter((other) => other !== name.text);
    return others.length > 0 ? [{ ...handler, names: others }] : [];
  });
}
