// Which variables a text names, before there are any: for finding those that nothing reads.

import type { Located, LocatedScalar } from '../yaml/located.js';
import { celNames, parseCondition } from './cel_syntax.js';
import { parseTemplate } from './syntax.js';
import { calledName, callsHelper, isBlock, isPath } from './tree.js';

export interface Mentioned {
  /** Every word that may be the name of a variable, or of a part of one. */
  readonly words: Set<string>;
  /** What is surely a variable, by its own name. */
  readonly names: Set<string>;
}

export function mentionInTemplate(text: string, into: Mentioned): void {
  for (const [, inner = ''] of text.matchAll(/\{\{([\s\S]*?)\}\}/g)) addWords(inner, into);
  const template = text.includes('{{') ? parseTemplate(text) : undefined;
  if (template?.kind === 'template') for (const node of template.body) addRoots(node, into);
}

export function mentionInCondition({ text }: LocatedScalar, into: Mentioned): void {
  addWords(text, into);
  const parsed = parseCondition(text);
  if (parsed.kind === 'condition')
    for (const { name } of parsed.names(() => true)) if (!celNames.has(name)) into.names.add(name);
}

/** In a value of the user's files, and in everything under it. */
export function mentionInValue(node: Located, into: Mentioned): void {
  if (node.kind === 'list') for (const item of node.items) mentionInValue(item, into);
  else if (node.kind === 'map') for (const { value } of node.entries) mentionInValue(value, into);
  else if (!node.final && typeof node.value === 'string') mentionInTemplate(node.value, into);
}

/** What stands in quotes is text. */
function addWords(expression: string, { words }: Mentioned): void {
  const bare = expression.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, ' ');
  for (const [word] of bare.matchAll(/[A-Za-z_]\w*/g)) words.add(word);
  // A member may be asked for by its name in quotes: hostvars["h1"]["domain"].
  for (const [, word = ''] of expression.matchAll(/\[\s*["']([A-Za-z_]\w*)["']\s*\]/g)) words.add(word);
}

/** In the body of `each` and `with` a name may be a part of the item, so only what they go through is a variable. */
function addRoots(node: hbs.AST.Node, into: Mentioned): void {
  if (isPath(node)) {
    const [root] = node.parts;
    if (!node.data && root !== undefined && !/^\.\.?\/|^this\b/.test(node.original)) into.names.add(root);
    return;
  }
  const call = node as hbs.AST.MustacheStatement;
  if (isBlock(node) && ['each', 'with'].includes(calledName(node))) {
    for (const param of node.params) addRoots(param, into);
    return;
  }
  const isCall =
    isBlock(node) || node.type === 'SubExpression' || callsHelper({ ...call, params: call.params ?? [] });
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc' || (key === 'path' && isCall)) continue;
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof child === 'object' && child !== null && 'type' in child)
        addRoots(child as hbs.AST.Node, into);
    }
  }
}
