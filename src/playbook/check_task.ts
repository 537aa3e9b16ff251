// What can be seen to be wrong in a task before there is a host: templates, conditions, parameters, notified names.

import { becomeMethods } from '../connection.js';
import { checkSyntax } from '../expression/condition.js';
import type { Variables } from '../expression/scope.js';
import { mayHoldTemplate } from '../expression/settle.js';
import { checkTemplates } from '../expression/template.js';
import type { Module } from '../module.js';
import { isCondition } from '../module_mark.js';
import { didYouMean } from '../nearest.js';
import type { Problem } from '../problem.js';
import { entryOf, type Located, type LocatedMap, type LocatedScalar, plain } from '../yaml/located.js';
import { flagOf, oneOrMore, type Problems } from '../yaml/shape.js';
import type { Handler, Task } from './play.js';
import { sourceOf } from './source_of.js';
import { keyProblems, validate } from './validate.js';

export function checkTask(task: Task, modules: ReadonlyMap<string, Module>, problems: Problems): void {
  const module = modules.get(task.module);
  if (!module) return;
  const { when, changedWhen, failedWhen, retry, loop, become, becomeMethod } = task;
  for (const condition of [...when, ...changedWhen, ...failedWhen, ...(retry?.until ?? [])]) {
    problems.push(...checkSyntax(condition));
  }
  const { name, becomeUser, delegateTo, notify, environment } = task;
  const once = [name, loop?.items, loop?.label, become, becomeUser, becomeMethod, delegateTo];
  for (const node of [...once, ...notify, ...environment, retry?.retries, retry?.delay]) {
    if (node) problems.push(...checkTemplates(node));
  }
  checkVariables(task.vars, problems);
  checkBecome(become, problems);
  checkMethod(becomeMethod, problems);
  checkLoop(loop?.items, problems);
  checkEnvironment(environment, problems);
  checkParams(task.params, module, problems);
}

export function checkVariables(variables: Variables, problems: Problems): void {
  for (const variable of variables.values()) {
    if (variable.kind === 'source') problems.push(...checkTemplates(variable.node));
  }
}

function checkBecome(become: Located | undefined, problems: Problems): void {
  if (!become || mayHoldTemplate(become) || flagOf(plain(become)) !== undefined) return;
  problems.push({ message: 'become is true or false', place: become.place });
}

function checkMethod(method: LocatedScalar | undefined, problems: Problems): void {
  if (!method || mayHoldTemplate(method) || becomeMethods.some((known) => known === method.text)) return;
  problems.push({ message: 'become_method is sudo, su or doas', place: method.place });
}

function checkLoop(loop: Located | undefined, problems: Problems): void {
  if (!loop || loop.kind === 'list' || mayHoldTemplate(loop)) return;
  const advice = 'write a list, or loop: "{{ name_of_a_list }}"';
  problems.push({ message: 'loop needs a list', place: loop.place, advice });
}

function checkEnvironment(environment: readonly Located[], problems: Problems): void {
  for (const node of environment) {
    if (node.kind === 'map' || mayHoldTemplate(node) || plain(node) === null) continue;
    const advice = 'write each on a line of its own: NAME: value';
    problems.push({ message: 'environment is a map of variables', place: node.place, advice });
  }
}

/** What holds a template or a secret is checked when it is filled in; what it stands beside is checked now. */
function checkParams(params: LocatedMap, module: Module, problems: Problems): void {
  for (const { key, value } of params.entries) {
    problems.push(
      ...(isCondition(module.params.shape[key]) ? checkConditions(value) : checkTemplates(value)),
    );
  }
  const wrong = keyProblems(module, params);
  problems.push(...wrong);
  if (wrong.length > 0) return;
  const values = plain(params) as Record<string, unknown>;
  const source = sourceOf(module, params);
  if (source) values[source.into] = new Uint8Array();
  const unsure = params.entries.some(({ value }) => isFilledIn(value));
  const validated = validate({
    module,
    params,
    values,
    secret: new Set(),
    counts: ({ code, path }) => {
      if (code === 'custom' && unsure) return false;
      const entry = entryOf(params, String(path[0]));
      return !(entry && isFilledIn(entry.value));
    },
  });
  if (validated.kind === 'problems') problems.push(...validated.problems);
}

function checkConditions(node: Located): readonly Problem[] {
  return oneOrMore(node).flatMap((item) => {
    if (item.secret) return [{ message: 'a condition cannot be a secret', place: item.place }];
    return item.kind === 'scalar' ? checkSyntax(item) : [];
  });
}

function isFilledIn(node: Located): boolean {
  if (node.kind === 'list') return node.items.some(isFilledIn);
  if (node.kind === 'map') return node.entries.some(({ value }) => isFilledIn(value));
  return node.secret === true || mayHoldTemplate(node);
}

/** Names are compared where both sides hold no template. */
export function checkNotify(tasks: readonly Task[], handlers: readonly Handler[], problems: Problems): void {
  const names = new Set(handlers.flatMap((handler) => handler.names));
  const unsure = handlers.some(({ name }) => mayHoldTemplate(name));
  for (const name of tasks.flatMap(({ notify }) => notify)) {
    if (unsure || mayHoldTemplate(name) || names.has(name.text)) continue;
    const advice = didYouMean(name.text, names) ?? 'name a handler of the same play';
    problems.push({ message: `there is no handler "${name.text}"`, place: name.place, advice });
  }
}
