// What an expression in a template stands for: a name, a literal, or what a helper makes of others.

import type { Json } from '../json.js';
import { didYouMean } from '../nearest.js';
import { fail, ProblemError } from '../problem.js';
import { type Absent, absent, type Frame, readPath } from './frame.js';
import { gather } from './gather.js';
import { callHelper, isTrue, textOf } from './helpers.js';
import { deciding, readApart } from './reading.js';
import { keysOf, kindOf, type Reference, valueReference } from './reference.js';
import { childOf, ofHosts, settle, wholeValue } from './settle.js';
import { calledName, callsHelper, isLiteral, isPath, isSubexpression } from './tree.js';

/** What `{{...}}` stands for. */
export function demandMustache(mustache: hbs.AST.MustacheStatement, frame: Frame): Reference {
  const found = callsHelper(mustache) ? call(mustache, frame) : read(mustache.path, frame);
  return demand(found, mustache, frame);
}

export function read(expression: hbs.AST.Expression, frame: Frame): Reference | Absent {
  if (isPath(expression)) return readPath(expression, frame);
  if (isSubexpression(expression)) return call(expression, frame);
  return valueReference(isLiteral(expression) ? expression.value : null);
}

/** Something that is there, and one value: `this` at the top of a template is all variables, which is none. */
export function demand(found: Reference | Absent, node: hbs.AST.Node, frame: Frame): Reference {
  if (found.kind === 'absent') throw new ProblemError([found.problem()]);
  if (found.kind === 'hosts' || found.kind === 'host')
    fail(ofHosts, frame.placeOf(node), 'write {{lookup (lookup hostvars "name") "variable"}}');
  if (found.kind === 'scope')
    fail('all variables together are not a value', frame.placeOf(node), 'name one of them');
  return found;
}

/** A value that decides something, or that a helper makes another one of. */
export function demandValue(expression: hbs.AST.Expression, frame: Frame): Json {
  return deciding(frame.reading, (reading) =>
    wholeValue(demand(read(expression, { ...frame, reading }), expression, frame), reading),
  );
}

type Call = hbs.AST.SubExpression | hbs.AST.MustacheStatement;

function call(node: Call, frame: Frame): Reference | Absent {
  const { params } = node;
  const name = calledName(node);
  switch (name) {
    case 'default':
      return callDefault(params, frame);
    case 'lookup':
      return callLookup(params, frame);
    case 'gather':
    case 'gather_absent':
      return valueReference(gather(node, frame));
    case 'and':
      return valueReference(params.every((param) => isTrue(demandValue(param, frame))));
    case 'or':
      return valueReference(params.some((param) => isTrue(demandValue(param, frame))));
    default: {
      const placeOf = () => frame.placeOf(node.path);
      // Its arguments alone say whether a host has a hand in them: the rest of the text may well be a host's.
      return readApart(frame.reading, {}, (reading) => {
        const values = params.map((param) => demandValue(param, { ...frame, reading }));
        const { files, heard } = reading;
        // Reading them may be what tells that they are secret.
        const secret = reading.secret || frame.reading.secret;
        return valueReference(callHelper(name, values, { files, placeOf, secret, heard }));
      });
    }
  }
}

/** The first argument that is there and not null; the last one in any case. */
function callDefault(params: readonly hbs.AST.Expression[], frame: Frame): Reference | Absent {
  let found: Reference | Absent = valueReference(null);
  for (const param of params) {
    found = read(param, frame);
    if (found.kind !== 'absent' && kindOf(settle(found, frame.reading)) !== 'nothing') break;
  }
  return found;
}

function callLookup([subject, member]: readonly hbs.AST.Expression[], frame: Frame): Reference | Absent {
  if (!subject || !member) return valueReference(null);
  const parent = read(subject, frame);
  if (parent.kind === 'absent') return parent;
  const key = textOf(demandValue(member, frame), () => frame.placeOf(member));
  const child = childOf(parent, key, frame.reading);
  if (child) return child;
  const { secret, scope } = frame.reading;
  // A key that a secret was read for must not be named.
  if (secret) return absent(member, frame, () => ({ message: 'there is nothing under this key' }));
  return absent(member, frame, () => ({
    message: `there is no "${key}"`,
    advice: didYouMean(key, keysOf(settle(parent, frame.reading), scope)),
  }));
}
