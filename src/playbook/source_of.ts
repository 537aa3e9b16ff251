// The file of this machine that a task reads for its module, where its parameters name one.

import type { Module, StateModule } from '../module.js';
import { entryOf, type LocatedMap } from '../yaml/located.js';
import { flagOf } from '../yaml/shape.js';

export type ModuleSource = NonNullable<StateModule['source']>;

/** @param filledIn the value of a parameter; absent: as it is written */
export function sourceOf(
  module: Module | undefined,
  params: LocatedMap,
  filledIn: (name: string) => unknown = (name) => writtenIn(params, name),
): ModuleSource | undefined {
  const source = module?.kind === 'state' ? module.source : undefined;
  if (!source || !entryOf(params, source.from)) return undefined;
  return source.unlessTrue !== undefined && flagOf(filledIn(source.unlessTrue)) === true ? undefined : source;
}

function writtenIn(params: LocatedMap, name: string): unknown {
  const node = entryOf(params, name)?.value;
  return node?.kind === 'scalar' ? node.value : undefined;
}
