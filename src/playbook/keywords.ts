// The keywords of tasks whose values have a shape of their own.

import { mayHoldTemplate } from '../expression/settle.js';
import type { Located, LocatedScalar } from '../yaml/located.js';
import { oneOrMore, type Problems, readScalar, readText } from '../yaml/shape.js';
import { nameAdvice, variableName } from './variables.js';

/** One text or a list of them. @param what of one, for errors */
export function readScalars(node: Located, what: string, problems: Problems): readonly LocatedScalar[] {
  return oneOrMore(node).flatMap((item) => readScalar(item, what, problems) ?? []);
}

/** A tag, several separated by commas, or a list. */
export function readTags(node: Located, problems: Problems): readonly string[] {
  return oneOrMore(node)
    .flatMap((item) => readText(item, 'a tag', problems)?.split(',') ?? [])
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}

export function readRegister(node: Located, problems: Problems): string | undefined {
  const name = readText(node, 'the name of a variable', problems);
  if (name === undefined || variableName.test(name)) return name;
  problems.push({
    message: `"${name}" cannot be the name of a variable`,
    place: node.place,
    advice: nameAdvice,
  });
  return undefined;
}

/** A name, for which a template would stand for nothing that is known before the run. */
export function readListName(node: Located, problems: Problems): LocatedScalar | undefined {
  const name = readScalar(node, 'the name of a list', problems);
  if (!name || variableName.test(name.text)) return name;
  const advice = 'write the name alone, without {{ }}';
  problems.push({ message: 'for_each needs the name of a list', place: name.place, advice });
  return undefined;
}

export function readSeconds(node: Located, problems: Problems): number | undefined {
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (typeof value === 'number' && value > 0) return value;
  problems.push({ message: 'expected a number of seconds', place: node.place });
  return undefined;
}

/** A whole number from 1 on. */
export function readCount(node: Located, problems: Problems): number | undefined {
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  problems.push({ message: 'expected a whole number from 1 on', place: node.place });
  return undefined;
}

/** A number from 0 on, or a template. */
export function readNumber(node: Located, what: string, problems: Problems): LocatedScalar | undefined {
  const isNumber = node.kind === 'scalar' && typeof node.value === 'number' && node.value >= 0;
  if (isNumber || (node.kind === 'scalar' && mayHoldTemplate(node) && !node.secret)) return node;
  problems.push({ message: `expected ${what}`, place: node.place });
  return undefined;
}
