// Where a mistake in a parameter stands: where the parameter is but a variable, in the line that gives the variable its value.

import type { Scope } from '../expression/scope.js';
import type { Place, Problem } from '../problem.js';
import type { Located, LocatedMap } from '../yaml/located.js';

/** @param params as written; whoever wrote `name: "{{domain}}"` is not whom a bad domain is told */
export function atItsCause(problem: Problem, params: LocatedMap, scope: Scope): Problem {
  const { place } = problem;
  const written = place && scalarAt(params, place);
  const cause = written && causeOf(written, scope);
  return cause
    ? { ...problem, place: cause.node.place, message: `${cause.name} is taken as ${problem.message}` }
    : problem;
}

interface Cause {
  readonly name: string;
  readonly node: Located;
}

/** The last variable of those that only stand for another one. */
function causeOf(node: Located, scope: Scope): Cause | undefined {
  const name = node.kind === 'scalar' && !node.final ? loneVariable.exec(node.text)?.[1] : undefined;
  const variable = name === undefined ? undefined : scope.lookup(name);
  if (name === undefined || variable?.kind !== 'source' || variable.node === node) return undefined;
  return causeOf(variable.node, scope) ?? { name, node: variable.node };
}

const loneVariable = /^\s*\{\{\s*([A-Za-z_]\w*)\s*\}\}\s*$/;

function scalarAt(node: Located, place: Place): Located | undefined {
  if (node.kind === 'scalar') return node.place === place ? node : undefined;
  const children = node.kind === 'map' ? node.entries.map(({ value }) => value) : node.items;
  for (const child of children) {
    const found = scalarAt(child, place);
    if (found) return found;
  }
  return undefined;
}
