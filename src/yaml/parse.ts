// YAML text to values that know their place: the way into every playbook and inventory.

import type { Problem } from '../problem.js';
import { ProblemError } from '../problem.js';
import type { Located } from './located.js';
import { placesIn } from './position.js';
import { Reader } from './reader.js';
import type { Dialect } from './scalar.js';
import { splitEvents } from './syntax.js';

export interface ParsedYaml {
  readonly documents: readonly Located[];
  readonly warnings: readonly Problem[];
}

/** Aliases share what they name; more values than this after writing them out is a mistake or an attack. */
const maxValues = 1_000_000;

/**
 * Reads all documents of a file. Keys that are no text (`1: x`) become their text; `<<` merges maps.
 *
 * @throws ProblemError for syntax errors (the first), and for all duplicate keys, unknown tags and aliases at once
 */
export function parseYaml(source: string, file: string, dialect: Dialect): ParsedYaml {
  const placeOf = placesIn(source, file);
  const reader = new Reader(source, dialect, placeOf, splitEvents(source, placeOf));
  const documents = reader.readDocuments();
  const tooLarge = reader.aliases > 0 && documents.find((document) => countValues(document) > maxValues);
  const problems = [...reader.problems];
  if (tooLarge) {
    problems.push({ message: 'the aliases of this file repeat too many values', place: tooLarge.place });
  }
  if (problems.length > 0) throw new ProblemError(problems);
  return { documents, warnings: reader.warnings };
}

/** As many as there were if every alias were written out. Each node is counted once, however often it is shared. */
function countValues(node: Located, known: Map<Located, number> = new Map()): number {
  const counted = known.get(node);
  if (counted !== undefined || node.kind === 'scalar') return counted ?? 1;
  const children = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
  const count = children.reduce((sum, child) => sum + countValues(child, known), 1);
  known.set(node, count);
  return count;
}
