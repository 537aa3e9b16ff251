// Which variables a playbook reads, in every branch, tag and role: whatever is set and not among them has no effect.

import {
  type Mentioned,
  mentionInCondition,
  mentionInTemplate,
  mentionInValue,
} from '../expression/mentioned.js';
import type { Variables } from '../expression/scope.js';
import type { Module } from '../module.js';
import { isCondition } from '../module_mark.js';
import type { Place } from '../problem.js';
import type { Located } from '../yaml/located.js';
import { oneOrMore } from '../yaml/shape.js';
import type { ArgumentSet } from './arguments/spec.js';
import { blocksIn, includedIn, partsOf, tasksIn } from './parts_of.js';
import type { Play, Playbook, Task } from './play.js';

export interface Reads extends Mentioned {
  /** What it sets itself: what the inventory says under such a name does not count, or only until then. */
  readonly set: Set<string>;
}

/** The texts of template files that a task may render. */
export type TemplatesOf = (task: Task) => Iterable<string>;

export function readsOf(
  { plays }: Playbook,
  modules: ReadonlyMap<string, Module>,
  templatesOf: TemplatesOf,
): Reads {
  const reads: Reads = { words: new Set(), names: new Set(), set: new Set() };
  const addVariables = adderTo(reads);
  const texts = new Set<string>();
  for (const play of plays) {
    addPlay(play, reads, addVariables);
    for (const task of tasksIn(partsOf(play))) {
      addTask(task, modules.get(task.module), reads, addVariables);
      for (const text of templatesOf(task)) texts.add(text);
    }
  }
  for (const text of texts) mentionInTemplate(text, reads);
  return reads;
}

/** Who reads variables: a play or a task, with every word in it that may be the name of one. */
export interface Reader {
  readonly what: string;
  readonly place: Place;
  readonly words: ReadonlySet<string>;
}

/** As `readsOf`, each for itself. What the variables of a play or role hold is read where they are. */
export function readersOf(
  { plays }: Playbook,
  modules: ReadonlyMap<string, Module>,
  templatesOf: TemplatesOf,
): readonly Reader[] {
  const reader = (what: string, place: Place, add: (reads: Reads) => void): Reader => {
    const reads: Reads = { words: new Set(), names: new Set(), set: new Set() };
    add(reads);
    return { what, place, words: reads.words };
  };
  return plays.flatMap((play) => [
    reader(play.name, play.place, (reads) => addPlay(play, reads, adderTo(reads))),
    ...tasksIn(partsOf(play)).map((task) =>
      reader(task.name.text, task.place, (reads) => {
        addTask({ ...task, role: {} }, modules.get(task.module), reads, adderTo(reads));
        for (const text of templatesOf(task)) mentionInTemplate(text, reads);
      }),
    ),
  ]);
}

/** Adds what the variables of the user hold, each map of them once. */
function adderTo(reads: Reads): AddVariables {
  const seen = new Set<Variables>();
  return (variables) => {
    if (!variables || seen.has(variables)) return;
    seen.add(variables);
    for (const variable of variables.values())
      if (variable.kind === 'source') mentionInValue(variable.node, reads);
  };
}

type AddVariables = (variables: Variables | undefined) => void;

function addPlay(play: Play, reads: Reads, addVariables: AddVariables): void {
  const parts = partsOf(play);
  for (const variables of [play.vars, play.varsFiles]) {
    addVariables(variables);
    for (const name of variables.keys()) reads.set.add(name);
  }
  for (const { name } of play.prompts) reads.set.add(name);
  for (const variables of Object.values(play.roles)) addVariables(variables);
  for (const name of play.roles['role vars']?.keys() ?? []) reads.set.add(name);
  for (const node of nodesIn(play.limits)) mentionInValue(node, reads);
  for (const { variables } of includedIn(parts)) {
    addVariables(variables);
    for (const name of variables.keys()) reads.set.add(name);
  }
  for (const { name, transaction, arguments: uses = [] } of blocksIn(parts)) {
    for (const node of [name, ...(transaction?.undo ?? [])]) mentionInValue(node, reads);
    for (const { set } of uses) addArguments(set, reads, true);
  }
}

function addTask(task: Task, module: Module | undefined, reads: Reads, addVariables: AddVariables): void {
  const { when, changedWhen, failedWhen, retry, loop, forEach } = task;
  if (forEach) for (const names of [reads.words, reads.names]) names.add(forEach.text);
  for (const condition of [...when, ...changedWhen, ...failedWhen, ...(retry?.until ?? [])])
    mentionInCondition(condition, reads);
  const { name, become, becomeUser, becomeMethod, delegateTo, notify, environment } = task;
  const once = [name, loop?.items, loop?.label, become, becomeUser, becomeMethod, delegateTo];
  for (const node of [...once, ...notify, ...environment, retry?.retries, retry?.delay])
    if (node) mentionInValue(node, reads);
  for (const { key, value } of task.params.entries) {
    const isExpression = isCondition(module?.params.shape[key]) || (task.module === 'debug' && key === 'var');
    if (!isExpression) mentionInValue(value, reads);
    else for (const item of oneOrMore(value)) if (item.kind === 'scalar') mentionInCondition(item, reads);
  }
  for (const variables of [task.vars, ...Object.values(task.role)]) addVariables(variables);
  const { 'role vars': ofRole, 'role parameters': parameters } = task.role;
  const own = [task.vars, ofRole, parameters].flatMap((variables) => [...(variables?.keys() ?? [])]);
  const facts = module?.kind === 'action' && module.assigns ? task.params.entries.map(({ key }) => key) : [];
  for (const each of [task.register, loop?.variable, loop?.index, ...own, ...facts])
    if (each !== undefined) reads.set.add(each);
}

/** What a role is given by its name; what stands in a map of these has no name of its own. */
function addArguments({ arguments: known }: ArgumentSet, reads: Reads, isOfRole: boolean): void {
  for (const [name, { within }] of known) {
    reads.words.add(name);
    if (isOfRole) reads.names.add(name);
    if (within) addArguments(within, reads, false);
  }
}

function nodesIn(value: unknown): readonly Located[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('kind' in value && 'place' in value) return [value as Located];
  return Object.values(value).flatMap(nodesIn);
}
