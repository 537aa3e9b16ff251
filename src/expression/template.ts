// Templates, as the rest of the program uses them: values of the user's files in, final values out.

import type { Json } from '../json.js';
import { fail, type Place, type Problem, withoutWords } from '../problem.js';
import { type Located, type LocatedScalar, scalarAt } from '../yaml/located.js';
import { placeWithin } from '../yaml/position.js';
import type { ExpressionContext, Reading } from './reading.js';
import type { Reference } from './reference.js';
import { renderTemplate } from './render.js';
import type { Heard, Scope, Use } from './scope.js';
import { mayHoldTemplate, wholeValue } from './settle.js';
import { parseTemplate } from './syntax.js';

/** A value with everything filled in; `secret` if anything secret was read on the way. */
export interface Evaluated<Value> {
  readonly value: Value;
  readonly secret: boolean;
  /** Whose words are in it, if any host's. */
  readonly heard?: Heard | undefined;
}

/**
 * Fills in a value from a user's file: maps and lists deep, a lone `{{...}}` keeping its type. What variables hold
 * that is not from the user's files is never rendered (proof: test/expression/final.test.ts).
 *
 * @param use `text`, where a text in its place may be any text
 * @throws ProblemError at the exact place of an unknown name or a wrong argument
 * @throws Unset when it reads a variable that has no value yet
 */
export function evaluate(
  node: Located,
  scope: Scope,
  context: ExpressionContext,
  use: Use = 'value',
): Evaluated<Json> {
  const reading = startReading(scope, context, use);
  const value = wholeValue({ kind: 'node', node, path: 'this value' }, reading);
  return { value, secret: reading.secret, heard: reading.heard };
}

/** Renders a whole template file. `place` is where the text begins: line 1, column 1 of the file. */
export function renderText(
  text: string,
  place: Place,
  scope: Scope,
  context: ExpressionContext,
  use: Use = 'value',
): Evaluated<string> {
  const reading = startReading(scope, context, use);
  const rendered = renderScalar(scalarAt(text, place), reading);
  const value = wholeValue(rendered, reading);
  if (typeof value === 'object' && value !== null) fail('a template file cannot be a list or map', place);
  return { value: value === null ? '' : String(value), secret: reading.secret, heard: reading.heard };
}

/** Mistakes that can be seen without variables, in a value and everything under it. */
export function checkTemplates(node: Located): readonly Problem[] {
  if (node.kind === 'list') return node.items.flatMap(checkTemplates);
  if (node.kind === 'map') return node.entries.flatMap(({ value }) => checkTemplates(value));
  if (!mayHoldTemplate(node)) return [];
  const template = parseTemplate(node.text);
  if (template.kind === 'template') return [];
  if (node.secret) {
    const advice = 'a text with {{ that is no template can be encrypted by itself, as !secret';
    return [{ message: encryptedMistake, place: node.place, advice }];
  }
  return [{ message: template.message, place: placeWithin(node, template.offset), advice: template.advice }];
}

/** A text from an encrypted file may be a template, but what is wrong with it is not quoted. */
const encryptedMistake = 'an encrypted text has a mistake in its template';

export function startReading(scope: Scope, { files }: ExpressionContext, use: Use = 'value'): Reading {
  return {
    scope,
    files,
    use,
    secret: false,
    heard: undefined,
    open: [],
    done: new Map(),
    render: renderScalar,
  };
}

function renderScalar(scalar: LocatedScalar, reading: Reading): Reference {
  return scalar.secret
    ? withoutWords(encryptedMistake, () => renderOpenly(scalar, reading))
    : renderOpenly(scalar, reading);
}

function renderOpenly(scalar: LocatedScalar, reading: Reading): Reference {
  const template = parseTemplate(scalar.text);
  const placeAt = (offset: number) => placeWithin(scalar, offset);
  if (template.kind === 'mistake') fail(template.message, placeAt(template.offset), template.advice);
  return renderTemplate(template, reading, placeAt);
}
