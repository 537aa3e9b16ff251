// Where the lines of a rendered text come from: for whoever has to explain what somebody else says of such a line.
//
// The template is rendered once more with a mark before each of its own lines, so that whatever blocks, loops and
// values do to the text, the marks arrive where their lines do. Proof: test/expression/origin.test.ts.

import type { Place } from '../problem.js';
import type { LocatedScalar } from '../yaml/located.js';
import { placeWithin } from '../yaml/position.js';
import type { ExpressionContext } from './reading.js';
import { renderTemplate } from './render.js';
import type { Scope } from './scope.js';
import { wholeValue } from './settle.js';
import { parseTemplate, type Template } from './syntax.js';
import { startReading } from './template.js';
import { isBlock, isContent } from './tree.js';

/**
 * One place for each line of what the scalar renders to. A line that comes out of a value has the place of the line of
 * the template that the value stands in.
 *
 * @throws as rendering it does
 */
export function originsOf(scalar: LocatedScalar, scope: Scope, context: ExpressionContext): readonly Place[] {
  // Of what is indented, or folded, in a playbook only words have a place.
  const placeAt = (offset: number) => placeWithin(scalar, offset + indentAt(scalar.text, offset));
  const template = parseTemplate(scalar.text);
  if (scalar.final || template.kind === 'mistake') {
    return [0, ...newlinesIn(scalar.text).map((at) => at + 1)].map(placeAt);
  }
  const marked = { ...template, body: withMarks(template.body, template) };
  const reading = startReading(scope, context);
  const text = String(wholeValue(renderTemplate(marked, reading, placeAt), reading));
  let offset = 0;
  return text.split('\n').map((line) => {
    const marks = /^(?:\u{f0000}\d+\u{f0001})+/u.exec(line)?.[0].match(/\d+/g);
    offset = Number(marks?.at(-1) ?? offset);
    return placeAt(offset);
  });
}

/** Characters for private use, which stand in nobody's configuration. */
function mark(offset: number): string {
  return `\u{f0000}${offset}\u{f0001}`;
}

function withMarks(
  body: readonly hbs.AST.Statement[],
  template: Pick<Template, 'offsetOf'>,
): hbs.AST.Statement[] {
  const part = <Program extends hbs.AST.Program | undefined>(program: Program): Program =>
    program && { ...program, body: withMarks(program.body, template) };
  return body.map((statement) => {
    if (isBlock(statement)) {
      return { ...statement, program: part(statement.program), inverse: part(statement.inverse) };
    }
    if (!isContent(statement) || statement.value === '') return statement;
    // Blocks that stand alone on a line took their line end from it.
    const start =
      template.offsetOf(statement.loc.start) + String(statement.original).indexOf(statement.value);
    const value = statement.value.replace(/\n/g, (end, at: number) => end + mark(start + at + 1));
    return { ...statement, value: mark(start) + value };
  });
}

function indentAt(text: string, offset: number): number {
  return /^[ \t]*/.exec(text.slice(offset))?.[0].length ?? 0;
}

function newlinesIn(text: string): readonly number[] {
  return [...text.matchAll(/\n/g)].map(({ index }) => index);
}
