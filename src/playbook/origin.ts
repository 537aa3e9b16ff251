// Which line of the user's files a line of a file on a host was made from.

import { originsOf } from '../expression/origin.js';
import type { ExpressionContext } from '../expression/reading.js';
import { Unset } from '../expression/scope.js';
import type { Module } from '../module.js';
import { type Place, ProblemError } from '../problem.js';
import { entryOf, scalarAt } from '../yaml/located.js';
import type { Task } from './play.js';
import type { ResolvedReady } from './resolve.js';
import { sourceOf } from './source_of.js';

export interface Origin {
  readonly place: Place;
  /** The line as it stands there; undefined where it is encrypted. */
  readonly text: string | undefined;
}

/** @param line of what the task wrote, from 1. @returns undefined where the task made the text itself */
export function originOf(
  task: Task,
  module: Module | undefined,
  ready: ResolvedReady,
  line: number,
  context: ExpressionContext,
): Origin | undefined {
  try {
    const place = placeOf(task, module, ready, line, context);
    if (!place) return undefined;
    const { text, secret } = context.files.content(place.file, place);
    return { place, text: secret ? undefined : text().split('\n')[place.line - 1] };
  } catch (error) {
    // The files may have changed since.
    if (error instanceof ProblemError || error instanceof Unset) return undefined;
    throw error;
  }
}

function placeOf(
  task: Task,
  module: Module | undefined,
  { wanted, scope }: ResolvedReady,
  line: number,
  context: ExpressionContext,
): Place | undefined {
  const source = sourceOf(module, task.params);
  const written = (key: string | undefined) =>
    key === undefined ? undefined : entryOf(task.params, key)?.value;
  const from = written(source?.from);
  if (source && from) {
    const name = (wanted as Readonly<Record<string, unknown>>)[source.from];
    const file = context.files.find(source.kind, String(name), from.place);
    if (source.kind === 'file') return { file, line, column: 1 };
    const text = context.files.content(file, from.place).text();
    return originsOf(scalarAt(text, { file, line: 1, column: 1 }), scope, context)[line - 1];
  }
  const into = written(module?.kind === 'state' ? module.source?.into : undefined);
  return into?.kind === 'scalar' ? originsOf(into, scope, context)[line - 1] : undefined;
}
