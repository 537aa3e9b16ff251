// `vars_files:` of plays. Ansible's rule which variable wins: theirs over the play's `vars`, the last file over the first.

import type { Variables } from '../expression/scope.js';
import { ProblemError } from '../problem.js';
import { entryOf, type Located, type LocatedMap, type LocatedScalar } from '../yaml/located.js';
import type { ParsedYaml } from '../yaml/parse.js';
import { oneOrMore, type Problems, readScalar } from '../yaml/shape.js';
import { readVariables } from './variables.js';

/** What stands in a file that a play names. @throws ProblemError where it could not be read */
export type VarsFiles = (name: LocatedScalar) => ParsedYaml;

export function readVarsFiles(play: LocatedMap, varsFiles: VarsFiles, problems: Problems): Variables {
  const files = namesIn(play, problems).map((name) => readVarsFile(name, varsFiles, problems));
  return new Map(files.flatMap((variables) => [...variables]));
}

function namesIn(play: LocatedMap, problems: Problems): readonly LocatedScalar[] {
  const node = entryOf(play, 'vars_files')?.value;
  if (!node || isNothing(node)) return [];
  return oneOrMore(node).flatMap((item) => {
    const name = readScalar(item, 'the path of a file', problems);
    if (!name?.text.includes('{{')) return name ?? [];
    const advice = 'write variables that differ from host to host in the inventory';
    problems.push({ message: 'vars_files cannot hold a template', place: name.place, advice });
    return [];
  });
}

function readVarsFile(name: LocatedScalar, varsFiles: VarsFiles, problems: Problems): Variables {
  try {
    const [document, second] = varsFiles(name).documents;
    if (second) problems.push({ message: 'a file of variables is one YAML document', place: second.place });
    return readVariables(document, problems);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    problems.push(...error.problems);
    return new Map();
  }
}

function isNothing(node: Located): boolean {
  return node.kind === 'scalar' && node.value === null;
}
