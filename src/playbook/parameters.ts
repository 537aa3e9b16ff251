// A task's parameters, filled in and checked by its module's schema.

import type { z } from 'zod';
import type { ExpressionContext } from '../expression/reading.js';
import type { Heard, Scope, Use } from '../expression/scope.js';
import { type Evaluated, evaluate, renderText } from '../expression/template.js';
import type { Json } from '../json.js';
import { type FolderContent, LocalTree } from '../local_tree.js';
import type { Module } from '../module.js';
import { markOf } from '../module_mark.js';
import { type Place, ProblemError, withoutWords } from '../problem.js';
import { entryOf, type LocatedEntry, type LocatedMap, plain } from '../yaml/located.js';
import { flagOf } from '../yaml/shape.js';
import { atItsCause } from './blamed.js';
import type { Task } from './play.js';
import { type ModuleSource, sourceOf } from './source_of.js';
import { validate } from './validate.js';

export interface Filled {
  readonly wanted: unknown;
  /** Top-level parameters that hold something secret. */
  readonly secret: ReadonlySet<string>;
  /** Top-level parameters that hold what a host said. */
  readonly heard: ReadonlyMap<string, Heard>;
}

/**
 * @throws ProblemError with all mistakes that the schema finds
 * @throws Unset when a parameter reads a variable that has no value yet
 */
export function fillParams(task: Task, module: Module, scope: Scope, context: ExpressionContext): Filled {
  const values: Record<string, unknown> = {};
  const heard = new Map<string, Heard>();
  const secret = new Set<string>(task.noLog ? Object.keys(module.params.shape) : []);
  const add = (name: string, filled: Evaluated<unknown>) => {
    values[name] = filled.value;
    if (filled.secret || task.noLog) secret.add(name);
    if (filled.heard !== undefined) heard.set(name, filled.heard);
  };
  for (const entry of task.params.entries) {
    const filled = fillParam(entry, module, scope, context);
    if (!isOmitted(filled.value, entry, module)) add(entry.key, filled);
  }
  const loaded = loadSource(task.params, { values, secret, heard }, module, scope, context);
  // What is written there too stays, for the schema to refuse.
  if (loaded && !(loaded.into in values)) add(loaded.into, loaded);
  const validated = validate({ module, params: task.params, values, secret });
  if (validated.kind === 'problems') {
    const { problems } = validated;
    // A line with a secret is not to be quoted.
    if (secret.size > 0) throw new ProblemError(problems);
    throw new ProblemError(problems.map((problem) => atItsCause(problem, task.params, scope)));
  }
  return { wanted: validated.wanted, secret, heard };
}

function fillParam(
  entry: LocatedEntry,
  module: Module,
  scope: Scope,
  context: ExpressionContext,
): Evaluated<Json> {
  const mark = markOf(module.params.shape[entry.key]);
  // A condition is evaluated by the action, not rendered: it is no template.
  if (mark === 'condition') return { value: plain(entry.value), secret: false };
  return evaluate(entry.value, scope, context, useOf(mark));
}

function useOf(mark: ReturnType<typeof markOf>): Use {
  return mark === 'anyText' ? 'text' : 'value';
}

/** `owner: "{{default owner null}}"` leaves the parameter out, unless null is a value of its own to the module. */
function isOmitted(value: Json, { key, value: written }: LocatedEntry, module: Module): boolean {
  if (value !== null || (written.kind === 'scalar' && written.value === null)) return false;
  const schema = module.params.shape[key] as z.ZodType | undefined;
  return schema !== undefined && !schema.safeParse(null).success;
}

const encryptedMistake = 'an encrypted template has a mistake here: hostwright secrets edit shows the line';

/** Reads or renders the file that a parameter names, for modules that want its bytes. */
function loadSource(
  params: LocatedMap,
  { values, secret, heard }: Omit<Filled, 'wanted'> & { readonly values: Readonly<Record<string, unknown>> },
  module: Module,
  scope: Scope,
  context: ExpressionContext,
): (Evaluated<Uint8Array | LocalTree> & { readonly into: string }) | undefined {
  const source = sourceOf(module, params, (parameter) => values[parameter]);
  const entry = source && entryOf(params, source.from);
  const name = source && values[source.from];
  // Anything but a text is the schema's to complain about.
  if (!source || !entry || typeof name !== 'string') return undefined;
  const { place } = entry.value;
  const find = () => context.files.find(source.kind, name, place, heard.get(source.from)?.what);
  const path = secret.has(source.from) ? withoutWords('there is no file of this secret name', find) : find();
  const tree = source.tree === undefined ? undefined : context.files.tree(path, place);
  if (source.tree !== undefined && tree)
    return { into: source.tree, ...loadTree({ path, name, tree }, place, source, values, context) };
  const { into } = source;
  if (source.unlessFalse !== undefined && flagOf(values[source.unlessFalse]) === false)
    return { into, value: context.files.bytes(path, place), secret: false };
  const { bytes, text, secret: isSecret } = context.files.content(path, place);
  if (source.kind === 'file') return { into, value: bytes, secret: isSecret };
  const start = { file: path, line: 1, column: 1 };
  const render = () => renderText(text(), start, scope, context, useOf(markOf(module.params.shape[into])));
  const rendered = isSecret ? withoutWords(encryptedMistake, render) : render();
  return {
    into,
    value: Buffer.from(rendered.value),
    secret: rendered.secret || isSecret,
    heard: rendered.heard,
  };
}

/** A trailing slash means what is in the folder, and not the folder itself. */
function loadTree(
  { path, name, tree }: { readonly path: string; readonly name: string; readonly tree: FolderContent },
  place: Place,
  { unlessFalse }: ModuleSource,
  values: Readonly<Record<string, unknown>>,
  { files }: ExpressionContext,
): Evaluated<LocalTree> {
  const staysSealed = unlessFalse !== undefined && flagOf(values[unlessFalse]) === false;
  const read = tree.files.map((file) => {
    const from = `${path.replace(/\/+$/, '')}/${file}`;
    const content = staysSealed
      ? { bytes: files.bytes(from, place), secret: false }
      : files.content(from, place);
    return { path: file, ...content };
  });
  const base = name.endsWith('/') ? '' : (path.split('/').at(-1) ?? '');
  const whole = new LocalTree(
    base,
    tree.folders,
    read.map(({ path: file, bytes }) => ({ path: file, bytes })),
  );
  return { value: whole, secret: read.some(({ secret }) => secret) };
}
