// Marks on the schema of a module's parameter: what the rest of the program may do with its text.

import { z } from 'zod';

/** Marks the schema of a parameter whose text is a CEL condition: it reaches the action unrendered. */
export const conditionMark = { condition: true } as const;

/**
 * Marks the schema of a parameter that takes any text, or any but an empty one: nothing else is asked of what it says, by
 * checks of several parameters neither. So it is checked once for all hosts whose texts differ in words alone.
 */
export const anyTextMark = { anyText: true } as const;

type Mark = keyof typeof conditionMark | keyof typeof anyTextMark;

const known: Readonly<Record<Mark, WeakMap<object, boolean>>> = {
  condition: new WeakMap(),
  anyText: new WeakMap(),
};

/** Whether the parameter's schema has the mark. Remembered: it is asked for every parameter of every host. */
export function isMarked(schema: unknown, mark: Mark): boolean {
  if (!(schema instanceof z.ZodType)) return false;
  const marked = known[mark].get(schema) ?? findMark(schema, mark);
  known[mark].set(schema, marked);
  return marked;
}

/** Whether the parameter's text is to stay as it was written. */
export function isCondition(schema: unknown): boolean {
  return isMarked(schema, 'condition');
}

function findMark(schema: z.ZodType, mark: Mark): boolean {
  if (schema.meta()?.[mark] === true) return true;
  const inner =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? schema.unwrap() : undefined;
  return isMarked(inner, mark);
}
