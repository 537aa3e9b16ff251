// What the tasks of the shipped playbook are to bring about on a host: templates are rendered.

import { futureVariables, playLevels } from '../../src/engine/variables/levels.js';
import { test } from '../../src/expression/condition.js';
import { final, scopeOf } from '../../src/expression/scope.js';
import { localFiles } from '../../src/files/files.js';
import { modulesByName } from '../../src/modules/index.js';
import { partsOf, tasksIn } from '../../src/playbook/parts_of.js';
import { resolveTask } from '../../src/playbook/resolve.js';
import { readVariables } from '../../src/playbook/variables.js';
import { parseYaml } from '../../src/yaml/parse.js';
import { parseShipped, shippedRoot } from './shipped.js';

const playbook = parseShipped();
const promises = futureVariables(playbook, modulesByName);
const files = localFiles([`${shippedRoot}templates`], `${shippedRoot}playbooks`);

/** Of each task and entry, a line. */
export function wantedOf(inventory: Readonly<Record<string, unknown>>): readonly string[] {
  const scope = scopeFor(inventory);
  return tasksIn(partsOf(only())).flatMap((task) =>
    itemsOf(task, scope).map((item) => {
      const what = item.kind === 'ready' ? item.wanted : item.kind;
      return `${item.item ?? ''}|${item.title}|${JSON.stringify(what)}`;
    }),
  );
}

/** Conditions of `assert` tasks that do not hold. */
export function brokenIn(inventory: Readonly<Record<string, unknown>>, title: RegExp): readonly string[] {
  const scope = scopeFor(inventory);
  return tasksIn(partsOf(only())).flatMap((task) => {
    const asserted = itemsOf(task, scope).filter((item) => item.kind === 'ready' && title.test(item.title));
    return asserted.flatMap((item) => {
      if (item.kind !== 'ready' || task.module !== 'assert') return [];
      const { that } = item.wanted as { readonly that: readonly string[] };
      const place = task.params.place;
      return that.filter(
        (value) => !test({ kind: 'scalar', value, text: value, place }, item.scope, { files }).value,
      );
    });
  });
}

function only() {
  const [play] = playbook.plays;
  if (!play) throw new Error('there is no play');
  return play;
}

function itemsOf(task: Parameters<typeof resolveTask>[0], scope: ReturnType<typeof scopeOf>) {
  const module = modulesByName.get(task.module);
  return module ? resolveTask(task, module, scope, { files }) : [];
}

function scopeFor(inventory: Readonly<Record<string, unknown>>) {
  const [document] = parseYaml(
    JSON.stringify({ ansible_host: '192.0.2.1', ...inventory }),
    'inventory.yml',
    'inventory',
  ).documents;
  const play = only();
  if (!document) throw new Error('nothing to resolve');
  const host = { promises, 'inventory hosts': readVariables(document, []) };
  const names = new Map([['inventory_hostname', final('h1')]]);
  const before = scopeOf({ ...host, ...playLevels(play, ['h1']) }).with('magic variables', names);
  const capacity = tasksIn(partsOf(play)).find(({ register }) => register === 'capacity');
  const limits = capacityOf(capacity, before);
  return limits ? before.with('results', new Map([['capacity', final(limits)]])) : before;
}

function capacityOf(task: Parameters<typeof resolveTask>[0] | undefined, scope: ReturnType<typeof scopeOf>) {
  const module = modulesByName.get(task?.module ?? '');
  if (!task || module?.kind !== 'action' || !module.foretells)
    throw new Error('no task foretells the limits');
  const [item] = resolveTask(task, module, scope, { files });
  return item?.kind === 'ready' ? { ...module.foretells(item.wanted) } : undefined;
}
