// What the inventory says already about a host, for itself or for its groups.

import { entriesOf } from '../expression/entries.js';
import { type Scope, scopeOf, Unset } from '../expression/scope.js';
import { evaluate } from '../expression/template.js';
import type { Host } from '../inventory/inventory.js';
import { fail, ProblemError } from '../problem.js';
import type { Input } from '../project/read_input.js';
import { ownToEach } from './conversation/meant.js';
import type { Case, MeantEndpoint } from './conversation/question.js';
import { questions } from './conversation/questions.js';

/** Variables that bear upon a question and have none of their own. */
const besides = ['acme_addresses', 'acme_name_server', 'nodes'];

/** @param meant the endpoint that is talked about, where the host has several */
export function knownOf(host: string, input: Input, meant?: MeantEndpoint): Case['known'] {
  const outside = scopeOf(hostIn(input, host).levels);
  const entry = meant && entriesIn(outside, input).find(({ name }) => name === meant.name);
  const scope = entry?.scope ?? outside;
  const value = (name: string) => {
    const variable = scope.lookup(name);
    if (variable?.kind === 'final') return variable.value;
    if (variable?.kind !== 'source') return undefined;
    try {
      return evaluate(variable.node, scope, { files: input.inputs.files }).value;
    } catch (error) {
      // It hangs on what only a run knows: nothing to draw a default from.
      if (error instanceof Unset || error instanceof ProblemError) return undefined;
      throw error;
    }
  };
  const left = meant?.isNew ? ownToEach : [];
  const names = [...questions.map(({ variable }) => variable), ...besides].filter(
    (name) => !left.includes(name),
  );
  return Object.fromEntries(names.map((name) => [name, value(name) ?? undefined]));
}

/** Names of the endpoints that the inventory lists; undefined: it has no list. @throws ProblemError for a wrong list */
export function endpointsIn(host: string, input: Input): readonly string[] | undefined {
  const scope = scopeOf(hostIn(input, host).levels);
  const list = scope.lookup('endpoints');
  return list === undefined ? undefined : entriesIn(scope, input).map(({ name }) => name);
}

function entriesIn(scope: Scope, { inputs }: Input) {
  const place = { file: 'the inventory', line: 1, column: 1 };
  const { present, absent } = entriesOf('endpoints', scope, place, (node) =>
    evaluate(node, scope, { files: inputs.files }),
  );
  return [...present, ...absent];
}

/** @throws ProblemError where no play is for the host */
export function hostIn({ inputs }: Input, name: string): Host {
  const hosts = inputs.playbook.plays.flatMap((play) => inputs.hostsOf(play));
  return (
    hosts.find((host) => host.name === name) ?? fail(`no play of ${inputs.playbook.file} is for ${name}`)
  );
}
