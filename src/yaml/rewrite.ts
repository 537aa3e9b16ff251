// A tree with other nodes in place of some.

import type { Located, LocatedScalar } from './located.js';

/**
 * Answers the tree with every node changed, children before parents. What aliases share stays shared: written out, a
 * few lines of YAML can be more nodes than memory holds.
 */
export function rewrite(root: Located, change: (node: Located) => Located): Located {
  const done = new Map<Located, Located>();
  const visit = (node: Located): Located => {
    const known = done.get(node) ?? change(withChildren(node, visit));
    done.set(node, known);
    return known;
  };
  return visit(root);
}

function withChildren(node: Located, visit: (child: Located) => Located): Located {
  switch (node.kind) {
    case 'scalar':
      return node;
    case 'list':
      return { ...node, items: node.items.map(visit) };
    case 'map':
      return { ...node, entries: node.entries.map((entry) => ({ ...entry, value: visit(entry.value) })) };
  }
}

/** Everything in it is secret: it came from a file that is encrypted as a whole. */
export function markSecret(root: Located): Located {
  return rewrite(root, (node) => ({ ...node, secret: true }));
}

/** All scalars, each once. */
export function scalarsIn(root: Located): readonly LocatedScalar[] {
  const seen = new Set<Located>();
  const visit = (node: Located): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.kind === 'list') node.items.forEach(visit);
    if (node.kind === 'map') for (const { value } of node.entries) visit(value);
  };
  visit(root);
  return [...seen].filter((node) => node.kind === 'scalar');
}
