// `(gather list variable)`: what a variable is in each entry of a list, for what is made of all entries together;
// `(gather_absent list variable)`: in those that are to be absent.

import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../json.js';
import { didYouMean } from '../nearest.js';
import { fail } from '../problem.js';
import { type Entry, entriesOf } from './entries.js';
import type { Frame } from './frame.js';
import { type Reading, readApart } from './reading.js';
import type { Scope } from './scope.js';
import { childOf, wholeValue } from './settle.js';
import { calledName, isPath } from './tree.js';

type Call = hbs.AST.SubExpression | hbs.AST.MustacheStatement;

/**
 * Each value once, in the order of the entries; the items of a list one by one, also of lists in it. With a third name only of those entries
 * in which that variable is what it is here.
 */
export function gather(call: Call, frame: Frame): readonly Json[] {
  const { params, path } = call;
  const [list = '', variable = '', same] = params.map((param) => nameIn(param, frame));
  const { reading } = frame;
  const outside = reading.scope.outside ?? reading.scope;
  const place = frame.placeOf(path);
  const { present, absent } = entriesOf(list, outside, place, (node) =>
    readApart(reading, { scope: outside, use: 'value' }, (apart) => {
      const value = wholeValue({ kind: 'node', node, path: list }, apart);
      return { value, secret: apart.secret, heard: apart.heard };
    }),
  );
  const valueIn = (scope: Scope, name: string) =>
    readApart(
      reading,
      { scope, use: 'value' },
      (apart) => readWhole(name, apart) ?? absentIn(name, apart, frame, path),
    );
  const entries = calledName(call) === 'gather' ? present : absent;
  const here = same === undefined ? undefined : valueIn(reading.scope, same);
  const isMeant = ({ scope }: Entry) => same === undefined || isDeepStrictEqual(valueIn(scope, same), here);
  const values = entries.filter(isMeant).map(({ scope }) => valueIn(scope, variable));
  return unique(values.flatMap(itemsOf));
}

/** They are names and not values, so a text in quotes would say nothing to who looks for variables that nobody reads. */
function nameIn(param: hbs.AST.Expression, frame: Frame): string {
  if (isPath(param) && param.parts.length === 1 && !param.data) return param.original;
  return fail('gather needs names of variables', frame.placeOf(param), 'write (gather endpoints domain)');
}

function readWhole(name: string, reading: Reading): Json | undefined {
  const found = childOf({ kind: 'scope' }, name, reading);
  return found && wholeValue(found, reading);
}

function absentIn(name: string, { scope }: Reading, frame: Frame, node: hbs.AST.Node): never {
  return fail(`there is no variable "${name}"`, frame.placeOf(node), didYouMean(name, scope.names()));
}

function itemsOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]).flatMap(itemsOf) : [value];
}

function unique(values: readonly Json[]): readonly Json[] {
  return values.filter(
    (value, index) => values.findIndex((other) => isDeepStrictEqual(other, value)) === index,
  );
}
