// What may be set for the roles that come with hostwright, as they say it themselves.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Argument, readArgumentSpecs } from '../playbook/arguments/spec.js';
import { type Problem, ProblemError } from '../problem.js';
import { entryOf } from '../yaml/located.js';
import { parseYaml } from '../yaml/parse.js';
import { shippedRoles } from './shipped.js';

/** By their names: those of all shipped roles together, each with what is known of it. */
export function shippedArguments(): ReadonlyMap<string, Argument> {
  const files = readdirSync(shippedRoles, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('meta/argument_specs.yml'))
    .sort();
  return new Map(files.flatMap((name) => argumentsIn(join(shippedRoles, name))));
}

function argumentsIn(path: string): readonly (readonly [string, Argument])[] {
  const [document] = parseYaml(readFileSync(path, 'utf8'), path, 'playbook').documents;
  const problems: Problem[] = [];
  const specs = document?.kind === 'map' ? entryOf(document, 'argument_specs')?.value : undefined;
  const found = [...readArgumentSpecs(specs, problems).values()].flatMap((set) => [...set.arguments]);
  if (problems.length > 0) throw new ProblemError(problems);
  return found;
}
