// A loop item in a few words, for progress and reports.

import { isJsonObject, type Json } from '../json.js';

const longest = 60;

/** Its text; of a map its `name`, if it has one; hidden if it is secret. */
export function labelOf(value: Json, secret: boolean): string {
  if (secret) return '(hidden)';
  const text = textOf(isJsonObject(value) && typeof value['name'] === 'string' ? value['name'] : value);
  return text.length > longest ? `${text.slice(0, longest - 3)}...` : text;
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value.replace(/\s+/g, ' ') : JSON.stringify(value);
}
