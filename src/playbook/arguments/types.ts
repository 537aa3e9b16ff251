// The types of a role's arguments, with Ansible's names. Values arrive in the role as they are, and are not converted: so
// a number may be written as text, as there, but a list has to be one.

import { isJsonObject, type Json } from '../../json.js';
import { flagOf } from '../../yaml/shape.js';

export interface ArgumentType {
  /** What it is, in a sentence. */
  readonly words: string;
  readonly accepts: (value: Json) => boolean;
}

const isScalar = (value: Json) => value !== null && typeof value !== 'object';
const isText = (value: Json, pattern: RegExp) =>
  (typeof value === 'string' || typeof value === 'number') && pattern.test(String(value).trim());
const isFlag = (value: Json) =>
  flagOf(value) !== undefined || isText(value, /^([01ynft]|yes|no|on|off|true|false)$/i);
const isSize = (value: Json) => isText(value, /^\d+(\.\d+)?\s*([KMGTPEZY]?i?b?|bytes?|bits?)$/i);

export const argumentTypes = {
  str: { words: 'a text', accepts: isScalar },
  int: { words: 'a whole number', accepts: (value) => isText(value, /^[+-]?\d+$/) },
  float: { words: 'a number', accepts: (value) => isText(value, /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i) },
  bool: { words: 'true or false', accepts: isFlag },
  list: { words: 'a list', accepts: (value) => Array.isArray(value) },
  dict: { words: 'a map', accepts: isJsonObject },
  path: { words: 'a path', accepts: (value) => typeof value === 'string' },
  raw: { words: 'any value', accepts: () => true },
  json: { words: 'JSON, or a value', accepts: () => true },
  jsonarg: { words: 'JSON, or a value', accepts: () => true },
  bytes: { words: 'a size in bytes, such as 10M', accepts: isSize },
  bits: { words: 'a size in bits, such as 10Mb', accepts: isSize },
} as const satisfies Readonly<Record<string, ArgumentType>>;

export type TypeName = keyof typeof argumentTypes;

export function isTypeName(name: string): name is TypeName {
  return Object.hasOwn(argumentTypes, name);
}
