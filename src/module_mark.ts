// Marks on the schema of a module's parameter: what the rest of the program may do with its text.

import { z } from 'zod';

/** Marks the schema of a parameter whose text is a CEL condition: it reaches the action unrendered. */
export const conditionMark = { condition: true } as const;

/**
 * Marks the schema of a parameter that takes any text, or any but an empty one: nothing else is asked of what it says, by
 * checks of several parameters neither. So it is checked once for all hosts whose texts differ in words alone.
 */
export const anyTextMark = { anyText: true } as const;

export type Mark = keyof typeof conditionMark | keyof typeof anyTextMark;

const known = new WeakMap<z.ZodType, Mark | 'none'>();

/** The mark of a parameter's schema. Remembered: it is asked for every parameter of every host. */
export function markOf(schema: unknown): Mark | 'none' {
  if (!(schema instanceof z.ZodType)) return 'none';
  const mark = known.get(schema) ?? findMark(schema);
  known.set(schema, mark);
  return mark;
}

/** Whether the parameter's text is to stay as it was written. */
export function isCondition(schema: unknown): boolean {
  return markOf(schema) === 'condition';
}

/** Whether nothing that stands in a playbook can be its value: bytes, or a folder, which the engine brings from this machine. */
export function isBrought(schema: unknown): boolean {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return isBrought(schema.unwrap());
  return schema instanceof z.ZodCustom;
}

function findMark(schema: z.ZodType): Mark | 'none' {
  const marks = schema.meta() ?? {};
  if (marks.condition === true) return 'condition';
  if (marks.anyText === true) return 'anyText';
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? markOf(schema.unwrap()) : 'none';
}
