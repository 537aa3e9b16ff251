// What a template may not do, whatever the variables are: found when it is read, before any host is touched.

import { didYouMean } from '../nearest.js';
import { arityOf, helperNames, usageOf } from './helpers.js';
import { adviceForJinja } from './jinja.js';
import {
  calledName,
  callsHelper,
  hashOf,
  isBlock,
  isContent,
  isMustache,
  isPath,
  isSubexpression,
} from './tree.js';

export interface BrokenRule {
  readonly node: hbs.AST.Node;
  readonly message: string;
  readonly advice?: string | undefined;
}

export const blockNames: readonly string[] = ['if', 'unless', 'each', 'with'];

export function findBrokenRule(body: readonly hbs.AST.Statement[]): BrokenRule | undefined {
  return firstOf(body, checkStatement);
}

function checkStatement(statement: hbs.AST.Statement): BrokenRule | undefined {
  if (isMustache(statement))
    return callsHelper(statement) ? checkCall(statement) : checkValue(statement.path);
  if (isBlock(statement)) return checkBlock(statement);
  if (isContent(statement) || statement.type === 'CommentStatement') return undefined;
  return { node: statement, message: 'templates cannot include others', advice: 'write the text here' };
}

function checkBlock(block: hbs.AST.BlockStatement): BrokenRule | undefined {
  const name = calledName(block);
  const [subject, ...more] = block.params;
  if (!blockNames.includes(name)) {
    const advice = 'the blocks are #if, #unless, #each and #with';
    return { node: block, message: `unknown block "${name}"`, advice };
  }
  if (!subject || more.length > 0 || hashOf(block)) {
    return { node: block, message: `#${name} needs one value`, advice: `write {{#${name} x}}` };
  }
  // Handlebars leaves out the part that is empty, whatever its types say.
  const parts: readonly (hbs.AST.Program | undefined)[] = [block.program, block.inverse];
  return checkValue(subject) ?? firstOf(parts, (part) => part && findBrokenRule(part.body));
}

function checkCall(call: hbs.AST.SubExpression | hbs.AST.MustacheStatement): BrokenRule | undefined {
  const name = calledName(call);
  const hash = hashOf(call);
  if (!helperNames.includes(name)) {
    if (name === '')
      return { node: call, message: 'a value cannot be called', advice: adviceForJinja('{{a if b else c}}') };
    const advice = didYouMean(name, helperNames) ?? `the helpers are ${helperNames.join(', ')}`;
    return { node: call.path, message: `unknown helper "${name}"`, advice };
  }
  if (hash) {
    const message = `${name}: arguments have no names here`;
    return { node: hash, message, advice: 'write the values alone, in order' };
  }
  const [fewest, most] = arityOf(name);
  if (call.params.length < fewest || call.params.length > most) {
    const message = `${name} has the wrong number of arguments`;
    return { node: call.path, message, advice: `write ${usageOf(name)}` };
  }
  return firstOf(call.params, checkValue);
}

function checkValue(node: hbs.AST.Node): BrokenRule | undefined {
  if (isSubexpression(node)) return checkCall(node);
  if (isPath(node) && helperNames.includes(node.original)) {
    const message = `"${node.original}" is a helper and needs arguments`;
    return { node, message, advice: `write ${usageOf(node.original)}` };
  }
  return node.type === 'UndefinedLiteral'
    ? { node, message: 'undefined is not a value here', advice: 'write null' }
    : undefined;
}

function firstOf<Item>(
  items: readonly Item[],
  check: (item: Item) => BrokenRule | undefined,
): BrokenRule | undefined {
  for (const item of items) {
    const broken = check(item);
    if (broken) return broken;
  }
  return undefined;
}
