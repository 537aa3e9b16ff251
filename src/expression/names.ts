// Which variables a condition names, and where: read off its syntax tree, before anything is evaluated.

import type { ASTNode } from '@marcbachmann/cel-js';

export interface NameUse {
  readonly kind: 'use';
  readonly name: string;
  /** Characters of the condition: where the name begins. */
  readonly start: number;
}

/** `has(name)` and `has(name.part)`: the question whether there is such a variable, with the extent of the call. */
export interface ExistenceTest {
  readonly kind: 'test';
  readonly name: string;
  /** `has(name)`, which CEL itself does not know. */
  readonly bare: boolean;
  /** Where the name begins. */
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

export type Naming = NameUse | ExistenceTest;

/** @param bound names that a comprehension binds (`list.exists(x, x > 1)`), which are no variables */
export function namingsIn(node: ASTNode, bound: ReadonlySet<string> = new Set()): readonly Naming[] {
  switch (node.op) {
    case 'id':
      return bound.has(node.args) ? [] : [{ kind: 'use', name: node.args, start: node.start }];
    case 'call': {
      const [name, args] = node.args;
      return name === 'has' ? testIn(node, args[0], bound) : inAll(args, bound);
    }
    case 'rcall': {
      const [name, receiver, args] = node.args;
      return [...namingsIn(receiver, bound), ...inArguments(name, args, bound)];
    }
    default:
      return inAll(childrenOf(node.args), bound);
  }
}

function testIn(call: ASTNode, subject: ASTNode | undefined, bound: ReadonlySet<string>): readonly Naming[] {
  const root = subject && rootOf(subject);
  if (!root || bound.has(root.name)) return [];
  return [{ kind: 'test', ...root, bare: subject?.op === 'id', start: call.start, end: call.end }];
}

function inArguments(
  method: string,
  args: readonly ASTNode[],
  bound: ReadonlySet<string>,
): readonly Naming[] {
  const [variable, ...body] = args;
  const binds = ['all', 'exists', 'exists_one', 'map', 'filter'].includes(method) && body.length > 0;
  if (!binds || variable?.op !== 'id') return inAll(args, bound);
  return inAll(body, new Set([...bound, variable.args]));
}

function inAll(nodes: readonly ASTNode[], bound: ReadonlySet<string>): readonly Naming[] {
  return nodes.flatMap((node) => namingsIn(node, bound));
}

function rootOf(node: ASTNode): { readonly name: string; readonly at: number } | undefined {
  if (node.op === 'id') return { name: node.args, at: node.start };
  return node.op === '.' || node.op === '[]' ? rootOf(node.args[0]) : undefined;
}

/** Operands come as one node, a list of nodes, or a list of pairs; texts beside them are member names. */
function childrenOf(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(childrenOf);
  return isNode(args) ? [args] : [];
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}
