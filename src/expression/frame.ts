// Names in a template: where they are looked up, and what is said when there is nothing of that name.

import type { Json } from '../json.js';
import { didYouMean } from '../nearest.js';
import type { Place, Problem } from '../problem.js';
import type { Reading } from './reading.js';
import { keysOf, kindOf, type Reference, valueReference } from './reference.js';
import { childOf, settle } from './settle.js';

/** Where a template stands, what it reads, and the names that are good at this point of it. */
export interface Frame {
  readonly reading: Reading;
  readonly placeOf: (node: hbs.AST.Node) => Place;
  readonly current: Reference;
  /** The frame around an {{#each}} or {{#with}}, which `../` leads to. */
  readonly outer?: Frame;
  /** `@index` and the like. */
  readonly data: Readonly<Record<string, Json>>;
  /** Names given by `as |item|`. */
  readonly named: ReadonlyMap<string, Reference>;
}

/** There is nothing of that name; the problem, put into words only where it matters, says so. */
export interface Absent {
  readonly kind: 'absent';
  readonly problem: () => Problem;
}

export function absent(
  node: hbs.AST.Node,
  frame: Frame,
  explain: () => { readonly message: string; readonly advice?: string | undefined },
): Absent {
  return { kind: 'absent', problem: () => ({ place: frame.placeOf(node), ...explain() }) };
}

/** `name`, `name.part`, `this`, `../name`, `@index`, `@root.name`, or a name that a block gave. */
export function readPath(path: hbs.AST.PathExpression, frame: Frame): Reference | Absent {
  const from = frameAround(frame, path.depth);
  if (!from)
    return absent(path, frame, () => ({
      message: `there is nothing around this block for ${path.original}`,
    }));
  const first = path.parts[0] ?? '';
  if (path.data) {
    const found = first === 'root' ? ({ kind: 'scope' } as const) : dataOf(first, from);
    if (!found) return absent(path, frame, () => ({ message: `there is no @${first} here` }));
    return descend(found, path.parts.slice(1), path, frame);
  }
  const named = path.depth === 0 && !/^(this\b|\.)/.test(path.original) ? frame.named.get(first) : undefined;
  return named
    ? descend(named, path.parts.slice(1), path, frame)
    : descend(from.current, path.parts, path, frame);
}

function frameAround(frame: Frame, depth: number): Frame | undefined {
  return depth === 0 || !frame.outer
    ? depth === 0
      ? frame
      : undefined
    : frameAround(frame.outer, depth - 1);
}

function dataOf(name: string, frame: Frame): Reference | undefined {
  if (Object.hasOwn(frame.data, name)) return valueReference(frame.data[name] ?? null);
  return frame.outer && dataOf(name, frame.outer);
}

function descend(
  start: Reference,
  parts: readonly string[],
  path: hbs.AST.PathExpression,
  frame: Frame,
): Reference | Absent {
  let parent = start;
  for (const part of parts) {
    const child = childOf(parent, part, frame.reading);
    if (!child) return absentPart(path, part, parent, frame);
    parent = child;
  }
  return parent;
}

function absentPart(path: hbs.AST.PathExpression, part: string, parent: Reference, frame: Frame): Absent {
  const { reading } = frame;
  return absent(path, frame, () => {
    const settled = settle(parent, reading);
    const guess = didYouMean(part, keysOf(settled, reading.scope));
    if (settled.kind === 'scope') {
      const advice = guess ?? `set it, or write {{default ${part} "value"}}`;
      return { message: `unknown variable "${part}"`, advice };
    }
    const isFirst = frame.outer && path.depth === 0 && part === path.parts[0];
    const isVariable = isFirst && reading.scope.lookup(part) !== undefined;
    const advice = isVariable ? `inside #each and #with a variable is {{@root.${part}}}` : guess;
    return { message: `"${path.original}": a ${kindOf(settled)} without "${part}"`, advice };
  });
}
