// The words of JSON Schema (draft 7, which is what editors know) that playbooks and inventories share.

import type { JsonObject } from './json.js';

export const draft = 'http://json-schema.org/draft-07/schema#';

/** Numbers and booleans count as what was written. */
export const text = { type: ['string', 'number', 'boolean'] } as const;

/** In YAML 1.2, which editors read, yes and on are texts. */
export const flag = { enum: [true, false, 'yes', 'no', 'on', 'off', 'true', 'false'] } as const;

export const seconds = { type: 'number', exclusiveMinimum: 0 } as const;

/** The definition behind `ref('template')`. */
export const template = { type: 'string', pattern: '\\{\\{' } as const;

export function ref(name: string): JsonObject {
  return { $ref: `#/definitions/${name}` };
}

export function oneOrMany(item: JsonObject) {
  return { anyOf: [item, { type: 'array', items: item }] } as const;
}

export function orTemplate(schema: JsonObject): JsonObject {
  return { anyOf: [schema, ref('template')] };
}

/** Nothing that stands beside a $ref counts. */
export function described(description: string, schema: JsonObject): JsonObject {
  return '$ref' in schema ? { description, allOf: [schema] } : { description, ...schema };
}
