// `environment:` of a task, filled in: the environment variables of its processes on the host.

import type { Environment } from '../connection.js';
import type { ExpressionContext } from '../expression/reading.js';
import type { Scope } from '../expression/scope.js';
import { type Evaluated, evaluate } from '../expression/template.js';
import { isJsonObject, type Json } from '../json.js';
import { fail } from '../problem.js';
import type { Located } from '../yaml/located.js';

/** @param layers the play's first, the task's own last: later ones win. @throws ProblemError for what is no map of texts */
export function environmentOf(
  layers: readonly Located[],
  scope: Scope,
  context: ExpressionContext,
): Evaluated<Environment> {
  const environment: Record<string, string> = {};
  let secret = false;
  for (const layer of layers) {
    const filled = evaluate(layer, scope, context);
    secret ||= filled.secret;
    for (const [name, value] of entriesOf(filled.value, layer))
      environment[name] = textOf(name, value, layer);
  }
  return { value: environment, secret };
}

function entriesOf(value: Json, { place }: Located): readonly (readonly [string, Json])[] {
  if (value === null) return [];
  if (!isJsonObject(value)) fail('environment is a map of variables', place);
  return Object.entries(value);
}

function textOf(name: string, value: Json, { place }: Located): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    fail(`"${name}" cannot be the name of an environment variable`, place);
  }
  if (typeof value === 'object' && value !== null) fail(`environment: ${name} is a text`, place);
  return value === null ? '' : String(value);
}
