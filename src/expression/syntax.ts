// Template text to a Handlebars syntax tree, once for each text; mistakes get a place inside the text and advice.
//
// Handlebars only parses here. Its compiler is deliberately not used: strictness, native values, secret marks and
// lazily read variables all need the tree (src/expression/render.ts), and nothing is ever turned into code.

import Handlebars from 'handlebars';
import { adviceForJinja, findJinjaTag } from './jinja.js';
import { findBrokenRule } from './rules.js';

/** A mistake in a template; `offset` counts characters of its text. */
export interface TemplateMistake {
  readonly kind: 'mistake';
  readonly offset: number;
  readonly message: string;
  readonly advice: string | undefined;
}

export interface Template {
  readonly kind: 'template';
  readonly body: readonly hbs.AST.Statement[];
  /** The offset of a position that the tree names. */
  offsetOf(position: hbs.AST.Position): number;
}

const cache = new Map<string, Template | TemplateMistake>();
const cacheSize = 2000;

export function parseTemplate(text: string): Template | TemplateMistake {
  const cached = cache.get(text);
  if (cached) return cached;
  const parsed = parseText(text);
  if (cache.size >= cacheSize) cache.clear();
  cache.set(text, parsed);
  return parsed;
}

function parseText(text: string): Template | TemplateMistake {
  const tag = findJinjaTag(text);
  if (tag) return { kind: 'mistake', ...tag };
  const starts = [0];
  for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  const offsetOf = ({ line, column }: hbs.AST.Position) => (starts[line - 1] ?? 0) + column;
  const body = parseTree(text);
  if (body instanceof Error) return explain(text, body, offsetOf);
  const broken = findBrokenRule(body);
  if (!broken) return { kind: 'template', body, offsetOf };
  const { node, message, advice } = broken;
  return { kind: 'mistake', offset: offsetOf(node.loc.start), message, advice };
}

function parseTree(text: string): readonly hbs.AST.Statement[] | Error {
  try {
    return Handlebars.parse(text).body;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Handlebars names line and column only for blocks that do not match; for the rest the first `{{...}}` that cannot
 * be read by itself is the culprit.
 */
function explain(text: string, error: Error, offsetOf: Template['offsetOf']): TemplateMistake {
  if (isPositioned(error)) {
    const offset = offsetOf({ line: error.lineNumber, column: error.column });
    return { kind: 'mistake', offset, message: error.message.replace(/ - \d+:\d+$/, ''), advice: undefined };
  }
  const culprit = [...text.matchAll(/\{\{[^{}]*\}?\}?/g)].find(([mustache]) => !canParse(mustache));
  if (!culprit) {
    const offset = Math.max(text.lastIndexOf('{{#'), 0);
    return {
      kind: 'mistake',
      offset,
      message: 'a block is not closed',
      advice: 'end {{#if x}} with {{/if}}',
    };
  }
  const [mustache] = culprit;
  const message = `cannot read the template ${mustache}`;
  return { kind: 'mistake', offset: culprit.index, message, advice: adviceForJinja(mustache) };
}

/** The start, middle or end of a block alone is read as if it were a value. */
function canParse(mustache: string): boolean {
  const part = /^\{\{~?\s*([#^/]|else\b)/.test(mustache);
  return !(parseTree(part ? mustache.replace(/[#^/]|else/, '') : mustache) instanceof Error);
}

function isPositioned(error: Error): error is Error & { lineNumber: number; column: number } {
  return 'lineNumber' in error && typeof error.lineNumber === 'number';
}
