// `vars:` of plays and tasks.

import { sourceVariable, type Variable, type Variables } from '../expression/scope.js';
import type { Located } from '../yaml/located.js';
import { type Problems, readMap } from '../yaml/shape.js';

/** What conditions and templates can both name. */
export const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

export const nameAdvice = 'a name has letters, digits and _, and begins with no digit';

export function readVariables(node: Located | undefined, problems: Problems): Variables {
  if (!node || (node.kind === 'scalar' && node.value === null)) return new Map();
  const map = readMap(node, 'variables with their values', problems);
  const variables = new Map<string, Variable>();
  for (const { key, keyPlace, value } of map?.entries ?? []) {
    if (!variableName.test(key)) {
      const message = `"${key}" cannot be the name of a variable`;
      problems.push({ message, place: keyPlace, advice: nameAdvice });
    }
    variables.set(key, sourceVariable(key, value));
  }
  return variables;
}
