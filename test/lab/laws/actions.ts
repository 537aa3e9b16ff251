// The probes of actions on a real host: they change nothing, and a user who may not ask gets a sentence.

import { load } from 'js-yaml';
import { expect } from 'vitest';
import { modules } from '../../../src/modules/index.js';
import { parametersOf } from '../../modules/ask_module.js';
import type { Ground, User } from './laws.js';

/** Each task of each example, as root and as a user who is not. */
export async function actionsOnlyLook(ground: Ground): Promise<void> {
  expect(probes().length, 'there are actions that ask').toBeGreaterThan(5);
  const before = await ground.snapshot();
  for (const { name, probe } of probes()) {
    for (const user of ['root', 'operator'] satisfies User[]) {
      const { code, stderr } = await ground.look(user, probe);
      if (code !== 0)
        expect(stderr.toString(), `${name}, as ${user}: what fails says why`).toMatch(/\w{2,} \w/);
    }
  }
  expect(await ground.snapshot(), 'looking changes nothing').toBe(before);
}

function probes(): readonly { readonly name: string; readonly probe: string }[] {
  return modules.flatMap((module) => {
    if (module.kind !== 'action' || !module.probe) return [];
    const { name, probe, params } = module;
    const tasks = load(module.example) as readonly Record<string, unknown>[];
    return tasks.map((task) => ({ name, probe: probe(params.parse(parametersOf(module, task[name]))) }));
  });
}
