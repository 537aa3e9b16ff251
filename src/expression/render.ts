// Evaluates a Handlebars syntax tree against variables. Strict everywhere: what is not there is an error with its
// place, also in helper arguments and {{#if}}; only {{default}} looks before it reads. Nothing is HTML-escaped.

import type { Json } from '../json.js';
import { fail, type Place, type Problem, ProblemError } from '../problem.js';
import { callHelper, helperNames, isTrue, textOf } from './helpers.js';
import { didYouMean } from './nearest.js';
import {
  childOf,
  itemsOf,
  keysOf,
  kindOf,
  type Reading,
  type Reference,
  settle,
  valueReference,
  wholeValue,
} from './reading.js';
import type { Template } from './syntax.js';

/** Where a template stands, what it reads, and the names that are good at this point of it. */
interface Frame {
  readonly reading: Reading;
  readonly placeOf: (node: hbs.AST.Node) => Place;
  readonly current: Reference;
  /** The frame around an {{#each}} or {{#with}}, which `../` leads to. */
  readonly outer?: Frame;
  /** `@index` and the like. */
  readonly data: Readonly<Record<string, Json>>;
  /** Names given by `as |item|`. */
  readonly named: Readonly<Record<string, Reference>>;
}

/** There is nothing of that name; the problem says so, should it matter. */
interface Absent {
  readonly kind: 'absent';
  readonly problem: Problem;
}

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
    named: {},
  };
  const [only, ...more] = template.body;
  if (only && more.length === 0 && isMustache(only)) return demand(readMustache(only, frame));
  return valueReference(renderBody(template.body, frame));
}

function renderBody(body: readonly hbs.AST.Statement[], frame: Frame): string {
  return body.map((statement) => renderStatement(statement, frame)).join('');
}

function renderStatement(statement: hbs.AST.Statement, frame: Frame): string {
  if (isMustache(statement)) {
    return textOf(
      wholeValue(demand(readMustache(statement, frame)), frame.reading),
      frame.placeOf(statement),
    );
  }
  if (isBlock(statement)) return renderBlock(statement, frame);
  if (isContent(statement)) return statement.value;
  if (statement.type === 'CommentStatement') return '';
  return fail('templates cannot include others', frame.placeOf(statement), 'write the text here');
}

function readMustache(mustache: hbs.AST.MustacheStatement, frame: Frame): Reference | Absent {
  const { path, params, hash } = mustache;
  return params.length > 0 || hash ? call(path, params, hash, frame) : read(path, frame);
}

function read(expression: hbs.AST.Expression, frame: Frame): Reference | Absent {
  if (isPath(expression)) return readPath(expression, frame);
  if (isCall(expression)) return call(expression.path, expression.params, expression.hash, frame);
  if (isLiteral(expression)) return valueReference(expression.value);
  if (expression.type === 'NullLiteral') return valueReference(null);
  return fail('undefined is not a value here', frame.placeOf(expression), 'write null');
}

function demand(found: Reference | Absent): Reference {
  if (found.kind === 'absent') throw new ProblemError([found.problem]);
  return found;
}

function demandValue(expression: hbs.AST.Expression, frame: Frame): Json {
  return wholeValue(demand(read(expression, frame)), frame.reading);
}

// --- names ---

function readPath(path: hbs.AST.PathExpression, frame: Frame): Reference | Absent {
  let found: Reference | undefined;
  let parts = path.parts;
  let from = frame;
  for (let depth = 0; depth < path.depth; depth++) {
    if (!from.outer) return absent(path, `there is nothing around this block for ${path.original}`, frame);
    from = from.outer;
  }
  const [first = '', ...rest] = parts;
  if (path.data) {
    found = first === 'root' ? { kind: 'scope' } : dataOf(first, from);
    parts = rest;
    if (!found) return absent(path, `there is no @${first} here`, frame);
  } else if (path.depth === 0 && Object.hasOwn(frame.named, first) && !path.original.startsWith('this')) {
    found = frame.named[first];
    parts = rest;
  }
  let parent = found ?? from.current;
  for (const part of parts) {
    const child = childOf(parent, part, frame.reading);
    if (!child) return absentPart(path, part, parent, frame);
    parent = child;
  }
  return parent;
}

function dataOf(name: string, frame: Frame): Reference | undefined {
  for (let at: Frame | undefined = frame; at; at = at.outer) {
    if (Object.hasOwn(at.data, name)) return valueReference(at.data[name] ?? null);
  }
  return undefined;
}

function absentPart(path: hbs.AST.PathExpression, part: string, parent: Reference, frame: Frame): Absent {
  const settled = settle(parent, frame.reading);
  const { scope } = frame.reading;
  const guess = didYouMean(part, keysOf(settled, scope));
  if (settled.kind === 'scope')
    return absent(path, `unknown variable "${part}"`, frame, guess ?? adviceForName(part));
  const inBlock =
    frame.outer && path.depth === 0 && part === path.parts[0] && scope.lookup(part) !== undefined;
  const advice = inBlock ? `inside #each and #with a variable is {{@root.${part}}}` : guess;
  return absent(path, `"${path.original}": a ${kindOf(settled)} without "${part}"`, frame, advice);
}

function adviceForName(name: string): string | undefined {
  if (helperNames.includes(name)) return `"${name}" is a helper and needs arguments`;
  return `set it, or write {{default ${name} "value"}}`;
}

function absent(node: hbs.AST.Node, message: string, frame: Frame, advice?: string): Absent {
  return { kind: 'absent', problem: { message, place: frame.placeOf(node), advice } };
}

// --- calls ---

function call(
  path: hbs.AST.Expression,
  params: readonly hbs.AST.Expression[],
  hash: hbs.AST.Hash | undefined,
  frame: Frame,
): Reference | Absent {
  const name = isPath(path) ? path.original : '';
  const place = frame.placeOf(path);
  if (hash)
    fail(`${name}: arguments have no names here`, frame.placeOf(hash), 'write the values alone, in order');
  if (!helperNames.includes(name)) {
    const advice = didYouMean(name, helperNames) ?? `the helpers are ${helperNames.join(', ')}`;
    fail(`unknown helper "${name}"`, place, advice);
  }
  const [first, second] = params;
  switch (name) {
    case 'default':
      return callDefault(params, frame, place);
    case 'and':
      return valueReference(params.every((param) => isTrue(demandValue(param, frame))));
    case 'or':
      return valueReference(params.some((param) => isTrue(demandValue(param, frame))));
    case 'lookup':
      if (!first || !second)
        return fail('lookup needs a list or map and a key', place, 'write {{lookup x key}}');
      return callLookup(first, second, frame);
    default: {
      const values = params.map((param) => demandValue(param, frame));
      return valueReference(callHelper(name, values, { files: frame.reading.files, place }));
    }
  }
}

/** The first argument that is there and not null; the last one in any case. */
function callDefault(params: readonly hbs.AST.Expression[], frame: Frame, place: Place): Reference | Absent {
  if (params.length < 2) return fail('default needs two arguments', place, 'write {{default x "value"}}');
  let found: Reference | Absent | undefined;
  for (const param of params) {
    found = read(param, frame);
    if (found.kind !== 'absent' && kindOf(settle(found, frame.reading)) !== 'nothing') return found;
  }
  return found ?? valueReference(null);
}

function callLookup(first: hbs.AST.Expression, second: hbs.AST.Expression, frame: Frame): Reference | Absent {
  const parent = read(first, frame);
  if (parent.kind === 'absent') return parent;
  const key = textOf(demandValue(second, frame), frame.placeOf(second));
  const child = childOf(parent, key, frame.reading);
  if (child) return child;
  const keys = keysOf(settle(parent, frame.reading), frame.reading.scope);
  return absent(second, `there is no "${key}"`, frame, didYouMean(key, keys));
}

// --- blocks ---

function renderBlock(block: hbs.AST.BlockStatement, frame: Frame): string {
  const name = block.path.original;
  const [subject, ...more] = block.params;
  const place = frame.placeOf(block);
  if (!['if', 'unless', 'each', 'with'].includes(name)) {
    fail(`unknown block "${name}"`, place, 'the blocks are #if, #unless, #each and #with');
  }
  if (!subject || more.length > 0) return fail(`#${name} needs one value`, place, `write {{#${name} x}}`);
  if (block.hash) fail(`#${name} has no options here`, frame.placeOf(block.hash));
  switch (name) {
    case 'each':
      return renderEach(block, subject, frame);
    case 'with':
      return renderWith(block, subject, frame);
    default: {
      const holds = isTrue(demandValue(subject, frame)) === (name === 'if');
      return renderPart(holds ? block.program : block.inverse, frame);
    }
  }
}

function renderEach(block: hbs.AST.BlockStatement, subject: hbs.AST.Expression, frame: Frame): string {
  const list = settle(demand(read(subject, frame)), frame.reading);
  const kind = kindOf(list);
  if (kind !== 'list' && kind !== 'map' && kind !== 'nothing') {
    fail(`#each needs a list or a map, not a ${kind}`, frame.placeOf(subject));
  }
  const items = itemsOf(list, frame.reading);
  if (items.length === 0) return renderPart(block.inverse, frame);
  return items
    .map(({ key, reference }, index) => {
      const keyValue = kind === 'list' ? index : key;
      const data = { index, key: keyValue, first: index === 0, last: index === items.length - 1 };
      return renderPart(block.program, within(frame, block, reference, data, valueReference(keyValue)));
    })
    .join('');
}

function renderWith(block: hbs.AST.BlockStatement, subject: hbs.AST.Expression, frame: Frame): string {
  const reference = demand(read(subject, frame));
  if (!isTrue(wholeValue(reference, frame.reading))) return renderPart(block.inverse, frame);
  return renderPart(block.program, within(frame, block, reference, {}));
}

function within(
  outer: Frame,
  block: hbs.AST.BlockStatement,
  current: Reference,
  data: Readonly<Record<string, Json>>,
  key?: Reference,
): Frame {
  const [itemName, keyName] = block.program.blockParams ?? [];
  const named: Record<string, Reference> = { ...outer.named };
  if (itemName !== undefined) named[itemName] = current;
  if (keyName !== undefined && key) named[keyName] = key;
  return { ...outer, current, outer, data, named };
}

function renderPart(program: hbs.AST.Program | undefined, frame: Frame): string {
  return program ? renderBody(program.body, frame) : '';
}

// --- what a node of the tree is ---

function isMustache(node: hbs.AST.Node): node is hbs.AST.MustacheStatement {
  return node.type === 'MustacheStatement';
}

function isBlock(node: hbs.AST.Node): node is hbs.AST.BlockStatement {
  return node.type === 'BlockStatement';
}

function isContent(node: hbs.AST.Node): node is hbs.AST.ContentStatement {
  return node.type === 'ContentStatement';
}

function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === 'PathExpression';
}

function isCall(node: hbs.AST.Node): node is hbs.AST.SubExpression {
  return node.type === 'SubExpression';
}

function isLiteral(
  node: hbs.AST.Node,
): node is hbs.AST.StringLiteral | hbs.AST.NumberLiteral | hbs.AST.BooleanLiteral {
  return ['StringLiteral', 'NumberLiteral', 'BooleanLiteral'].includes(node.type);
}
