// A module's parameters as JSON Schema, as people write them in a playbook: for help and for editors.

import { z } from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { Module } from '../module.js';
import { anyTextMark, conditionMark } from '../module_mark.js';

export interface ParameterSchema {
  /** By parameter, in the order of the module; one that takes nothing but bytes is filled in from a file, and left out. */
  readonly properties: Readonly<Record<string, JsonObject>>;
  readonly required: readonly string[];
  /** What else may stand there: names of one's own (`set_fact`), or nothing (false). */
  readonly additional: Json;
  /** What the others refer to, as `#/definitions/NAME`; the names are unique among all modules. */
  readonly definitions: JsonObject;
}

export function parameterSchema({ name, params }: Module): ParameterSchema {
  const schema = z.toJSONSchema(params, { target: 'draft-7', io: 'input', unrepresentable: () => bytes });
  const { properties, required, additionalProperties, definitions } = written(
    JSON.parse(JSON.stringify(schema)) as JsonObject,
    name,
  ) as JsonObject;
  const shown = Object.entries((properties ?? {}) as Record<string, JsonObject>);
  return {
    properties: Object.fromEntries(
      shown
        .filter(([, parameter]) => !isBytes(parameter))
        .map(([key, parameter]) => [key, { ...parameter, ...defaultOf(params.shape[key]) }]),
    ),
    required: (required ?? []) as readonly string[],
    additional: additionalProperties ?? false,
    definitions: prefixed((definitions ?? {}) as JsonObject, name),
  };
}

/** zod leaves it out where a transform is inside, for it is of the kind that comes out. Ours may be written just so. */
function defaultOf(schema: unknown): { readonly default?: Json } {
  return schema instanceof z.ZodDefault ? { default: schema.def.defaultValue as Json } : {};
}

/** Nothing that stands in YAML. */
const bytes = { not: {} };

function isBytes(schema: Json): boolean {
  return isJsonObject(schema) && 'not' in schema;
}

/** Without what is no more than the way in which zod says it: bytes, the limits of exact numbers, marks of ours. */
function written(schema: Json, module: string): Json {
  if (Array.isArray(schema))
    return schema.filter((each: Json) => !isBytes(each)).map((each: Json) => written(each, module));
  if (!isJsonObject(schema)) return schema;
  const entries = Object.entries(schema).flatMap(([key, value]): readonly (readonly [string, Json])[] => {
    if (key === '$ref') return [[key, String(value).replace('definitions/', `definitions/${module} `)]];
    if (key === 'format' && 'pattern' in schema) return [];
    if (key in conditionMark || key in anyTextMark || Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER)
      return [];
    return [[key, written(value, module)]];
  });
  return Object.fromEntries(entries);
}

function prefixed(definitions: JsonObject, module: string): JsonObject {
  return Object.fromEntries(Object.entries(definitions).map(([key, value]) => [`${module} ${key}`, value]));
}
