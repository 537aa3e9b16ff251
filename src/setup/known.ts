// What the inventory says already about a host, for itself or for its groups.

import { scopeOf, Unset } from '../expression/scope.js';
import { evaluate } from '../expression/template.js';
import type { Host } from '../inventory/inventory.js';
import { fail, ProblemError } from '../problem.js';
import type { Input } from '../project/read_input.js';
import type { Case } from './conversation/question.js';
import { questions } from './conversation/questions.js';

/** Variables that bear upon a question and have none of their own. */
const besides = ['acme_addresses', 'acme_name_server'];

export function knownOf(host: string, input: Input): Case['known'] {
  const scope = scopeOf(hostIn(input, host).levels);
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
  const names = [...questions.map(({ variable }) => variable), ...besides];
  return Object.fromEntries(names.map((name) => [name, value(name) ?? undefined]));
}

/** @throws ProblemError where no play is for the host */
export function hostIn({ inputs }: Input, name: string): Host {
  const hosts = inputs.playbook.plays.flatMap((play) => inputs.hostsOf(play));
  return (
    hosts.find((host) => host.name === name) ?? fail(`no play of ${inputs.playbook.file} is for ${name}`)
  );
}
