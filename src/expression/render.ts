// Evaluates a Handlebars syntax tree against variables. Strict everywhere: what is not there is an error with its
// place, also in helper arguments and {{#if}}; only {{default}} looks before it reads. Nothing is HTML-escaped.
//
// It is only given trees that keep the rules (src/expression/rules.ts).

import { fail, type Place } from '../problem.js';
import type { Frame } from './frame.js';
import { isTrue, textOf } from './helpers.js';
import type { Reading } from './reading.js';
import { kindOf, type Reference, valueReference } from './reference.js';
import { itemsOf, settle, wholeValue } from './settle.js';
import type { Template } from './syntax.js';
import { calledName, isBlock, isContent, isMustache } from './tree.js';
import { demand, demandMustache, demandValue, read } from './values.js';

/**
 * A text that is one lone `{{...}}` answers what that stands for, whatever its type; any other text answers text.
 *
 * @throws ProblemError for whatever the template names that is not there
 */
export function renderTemplate(
  template: Template,
  reading: Reading,
  placeAt: (offset: number) => Place,
): Reference {
  const frame: Frame = {
    reading,
    placeOf: ({ loc }) => placeAt(template.offsetOf(loc.start)),
    current: { kind: 'scope' },
    data: {},
    named: new Map(),
  };
  const [only, ...more] = template.body;
  if (only && more.length === 0 && isMustache(only)) return demandMustache(only, frame);
  return valueReference(renderBody(template.body, frame));
}

function renderBody(body: readonly hbs.AST.Statement[], frame: Frame): string {
  return body.map((statement) => renderStatement(statement, frame)).join('');
}

function renderStatement(statement: hbs.AST.Statement, frame: Frame): string {
  if (isMustache(statement)) {
    const value = wholeValue(demandMustache(statement, frame), frame.reading);
    return textOf(value, () => frame.placeOf(statement));
  }
  if (isBlock(statement)) return renderBlock(statement, frame);
  return isContent(statement) ? statement.value : '';
}

function renderBlock(block: hbs.AST.BlockStatement, frame: Frame): string {
  const [subject] = block.params;
  if (!subject) return '';
  switch (calledName(block)) {
    case 'each':
      return renderEach(block, subject, frame);
    case 'with':
      return renderWith(block, subject, frame);
    case 'unless':
      return renderPart(isTrue(demandValue(subject, frame)) ? block.inverse : block.program, frame);
    default:
      return renderPart(isTrue(demandValue(subject, frame)) ? block.program : block.inverse, frame);
  }
}

function renderEach(block: hbs.AST.BlockStatement, subject: hbs.AST.Expression, frame: Frame): string {
  const list = settle(demand(read(subject, frame), subject, frame), frame.reading);
  const kind = kindOf(list);
  if (kind !== 'list' && kind !== 'map' && kind !== 'nothing') {
    fail(`#each needs a list or a map, not a ${kind}`, frame.placeOf(subject));
  }
  const items = itemsOf(list, frame.reading);
  if (items.length === 0) return renderPart(block.inverse, frame);
  return items
    .map(({ key: name, reference }, index) => {
      const key = kind === 'list' ? index : name;
      const data = { index, key, first: index === 0, last: index === items.length - 1 };
      return renderPart(block.program, within(frame, block, [reference, valueReference(key)], data));
    })
    .join('');
}

function renderWith(block: hbs.AST.BlockStatement, subject: hbs.AST.Expression, frame: Frame): string {
  if (!isTrue(demandValue(subject, frame))) return renderPart(block.inverse, frame);
  const reference = demand(read(subject, frame), subject, frame);
  return renderPart(block.program, within(frame, block, [reference], {}));
}

/** @param values what the block gives names to with `as |item key|`; the first is also `this` */
function within(
  outer: Frame,
  block: hbs.AST.BlockStatement,
  values: readonly [Reference, ...Reference[]],
  data: Frame['data'],
): Frame {
  // Absent where the block names nothing, whatever the types of Handlebars say.
  const names: readonly string[] | undefined = block.program.blockParams;
  const named = new Map(outer.named);
  names?.forEach((name, index) => {
    const value = values[index];
    if (value) named.set(name, value);
  });
  return { ...outer, current: values[0], outer, data, named };
}

function renderPart(program: hbs.AST.Program | undefined, frame: Frame): string {
  return program ? renderBody(program.body, frame) : '';
}
