// A module that takes anything, and tasks from YAML, for tests.

import { z } from 'zod';
import { defineAction, defineModule, type Module } from '../../src/module.js';
import { conditions, mode } from '../../src/module_parts/params.js';
import { includeRole } from '../../src/modules/include_role.js';
import { includeTasks } from '../../src/modules/include_tasks.js';
import { includeVars } from '../../src/modules/include_vars.js';
import { parsePlaybook } from '../../src/playbook/parse.js';
import type { Task } from '../../src/playbook/play.js';

export const anyModule = defineAction({
  kind: 'action',
  name: 'any',
  summary: 'takes anything',
  params: z.strictObject({
    text: z.string().optional(),
    number: z.number().optional(),
    choice: z.enum(['present', 'absent']).optional(),
    deep: z.json().optional(),
    mode: mode().optional(),
    that: conditions().optional(),
  }),
  bare: 'text',
  example: '',
  plan: 'run',
  barrier: false,
  run: () => ({}),
});

export const contentModule = defineModule({
  kind: 'state',
  name: 'content',
  summary: 'a file',
  params: z.strictObject({
    src: z.string().optional(),
    dest: z.string(),
    content: z.instanceof(Uint8Array).optional(),
  }),
  source: { kind: 'template', from: 'src', into: 'content' },
  example: '',
  probe: () => '',
  read: () => null,
  plan: () => null,
});

export const modules: ReadonlyMap<string, Module> = new Map([
  ['any', anyModule],
  ['content', contentModule],
  ['include_tasks', includeTasks],
  ['include_role', includeRole],
  ['include_vars', includeVars],
]);

/** The first task of a list in YAML. */
export function taskOf(yaml: string): Task {
  const text = `- hosts: all\n  tasks:\n${yaml.replace(/^/gm, '    ')}\n  handlers:\n    - name: reload\n      any: x\n`;
  const task = parsePlaybook(text, 'site.yml', modules).plays[0]?.tasks[0];
  if (task?.kind !== 'task') throw new Error('no task');
  return task;
}
