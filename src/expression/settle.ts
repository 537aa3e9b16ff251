// Reading variables: lazily, only the path that is asked for, remembering whether anything secret was read.
//
// A user's text is rendered each time an expression reads it (once in each reading); a final value never is. The
// difference is in the type `Reference`: only a `node` can hold a template (src/expression/reference.ts).

import type { Json } from '../json.js';
import { fail } from '../problem.js';
import { entryOf, type Located } from '../yaml/located.js';
import { type Reading, readApart } from './reading.js';
import { childOfValue, indexOf, keysOf, type Reference, valueReference } from './reference.js';
import { heardBoth, type Scope, Unset } from './scope.js';

/**
 * One step down a path; undefined where there is nothing of that name. Own properties only, and of a list its
 * indexes and `length`.
 *
 * @throws Unset for a variable without a value yet
 */
export function childOf(parent: Reference, key: string, reading: Reading): Reference | undefined {
  if (parent.kind === 'scope') return readVariable(key, reading);
  const settled = settle(parent, reading);
  if (settled.kind === 'scope') return readVariable(key, reading);
  if (settled.kind === 'host') return readOf(settled.scope, key, reading);
  if (settled.kind === 'hosts') {
    const scope = settled.hosts.scopeOf(key);
    return scope && { kind: 'host', scope };
  }
  if (settled.kind === 'value') return childOfValue(settled.value, key);
  const { node, path } = settled;
  const child =
    node.kind === 'map'
      ? entryOf(node, key)?.value
      : node.kind === 'list'
        ? node.items[indexOf(key)]
        : undefined;
  if (child) return { kind: 'node', node: child, path: `${path}.${key}` };
  return node.kind === 'list' && key === 'length' ? valueReference(node.items.length) : undefined;
}

function readVariable(name: string, reading: Reading): Reference | undefined {
  const variable = reading.scope.lookup(name, reading.use);
  switch (variable?.kind) {
    case undefined:
      return undefined;
    case 'unset':
      throw new Unset(name, variable.because);
    case 'final':
      reading.secret ||= variable.secret;
      reading.heard = heardBoth(reading.heard, variable.heard);
      return valueReference(variable.value);
    case 'hosts':
      return { kind: 'hosts', hosts: variable };
    case 'source':
      reading.secret ||= variable.secret === true;
      return { kind: 'node', node: variable.node, path: name };
  }
}

/** A variable of another host, with everything filled in from that host's own. */
function readOf(scope: Scope, name: string, reading: Reading): Reference | undefined {
  return readApart(reading, { scope }, (there) => {
    const found = readVariable(name, there);
    return found && valueReference(wholeValue(found, there));
  });
}

/**
 * Renders a text that holds a template; anything else is answered as it is.
 *
 * @throws ProblemError for a value that is still encrypted
 */
export function settle(reference: Reference, reading: Reading): Reference {
  if (reference.kind !== 'node') return reference;
  const { node, path } = reference;
  reading.secret ||= node.secret === true;
  if (node.kind !== 'scalar') return reference;
  if (node.sealed) fail(node.sealed.message, node.place, node.sealed.advice);
  if (!mayHoldTemplate(node)) return reference;
  const done = reading.done.get(node);
  if (done) return done;
  const start = reading.open.findIndex(({ scalar, scope }) => scalar === node && scope === reading.scope);
  if (start !== -1) {
    const chain = [...reading.open.slice(start).map((entry) => entry.path), path].join(' -> ');
    fail(`variables need each other: ${chain}`, node.place, 'give one of them a value of its own');
  }
  reading.open.push({ scalar: node, path, scope: reading.scope });
  try {
    const rendered = settle(reading.render(node, reading), reading);
    reading.done.set(node, rendered);
    return rendered;
  } finally {
    reading.open.pop();
  }
}

/** Said where `hostvars`, or all that it has of a host, stands as a value. */
export const ofHosts = 'hostvars is read one variable of one host at a time';

/** The whole value, everything in it rendered. */
export function wholeValue(reference: Reference, reading: Reading): Json {
  const settled = settle(reference, reading);
  if (settled.kind === 'value') return settled.value;
  if (settled.kind === 'scope') return fail('all variables together are not a value');
  if (settled.kind === 'hosts' || settled.kind === 'host') return fail(ofHosts);
  const { node } = settled;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list')
    return itemsOf(settled, reading).map(({ reference: item }) => wholeValue(item, reading));
  return Object.fromEntries(
    itemsOf(settled, reading).map((item) => [item.key, wholeValue(item.reference, reading)]),
  );
}

/** Items of a list, with their index, or entries of a map; undefined for anything else. */
export function itemsOf(reference: Reference, reading: Reading): { key: string; reference: Reference }[] {
  const settled = settle(reference, reading);
  return keysOf(settled).flatMap((key) => {
    const child = childOf(settled, key, reading);
    return child ? [{ key, reference: child }] : [];
  });
}

/** Only text with `{{` can be a template; `{%` is looked for to advise those who come from Ansible. */
export function mayHoldTemplate(node: Located): boolean {
  return (
    node.kind === 'scalar' && !node.final && typeof node.value === 'string' && /\{\{|\{%/.test(node.value)
  );
}
