// Telling the nodes of a Handlebars syntax tree apart.

export function isMustache(node: hbs.AST.Node): node is hbs.AST.MustacheStatement {
  return node.type === 'MustacheStatement';
}

export function isBlock(node: hbs.AST.Node): node is hbs.AST.BlockStatement {
  return node.type === 'BlockStatement';
}

export function isContent(node: hbs.AST.Node): node is hbs.AST.ContentStatement {
  return node.type === 'ContentStatement';
}

export function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === 'PathExpression';
}

export function isSubexpression(node: hbs.AST.Node): node is hbs.AST.SubExpression {
  return node.type === 'SubExpression';
}

export function isLiteral(
  node: hbs.AST.Node,
): node is hbs.AST.StringLiteral | hbs.AST.NumberLiteral | hbs.AST.BooleanLiteral {
  return ['StringLiteral', 'NumberLiteral', 'BooleanLiteral'].includes(node.type);
}

/** Whether it is `{{helper x}}`, in contrast to `{{name}}`. */
export function callsHelper(mustache: hbs.AST.MustacheStatement): boolean {
  return mustache.params.length > 0 || hashOf(mustache) !== undefined;
}

/** Named arguments. The types of Handlebars do not say that there may be none. */
export function hashOf(node: { readonly hash: hbs.AST.Hash }): hbs.AST.Hash | undefined {
  return node.hash;
}

/** The name that is called: of a helper, or of a block. Empty where a value stands in the place of a name. */
export function calledName({ path }: { readonly path: hbs.AST.Node }): string {
  return isPath(path) ? path.original : '';
}
