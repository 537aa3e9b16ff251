// Mistakes in imports and roles, with their places in whichever file they are.

import { expect, it } from 'vitest';
import { playbookFrom } from '../../src/playbook/parse.js';
import { parseYaml } from '../../src/yaml/parse.js';
import { pagesOf } from '../engine/run_model.js';
import { problemsOf } from '../expression/scopes.js';
import { modules } from './tasks.js';

const read = (text: string, files: Readonly<Record<string, string>> = {}) =>
  playbookFrom(parseYaml(text, 'site.yml', 'playbook'), 'site.yml', modules, pagesOf(files));

const tasks = (line: string) => `- hosts: all\n  tasks:\n    - ${line}\n`;
const roles = (line: string) => `- hosts: all\n  roles:\n    - ${line}\n`;

it.each([
  [tasks('import_tasks: no.yml'), {}, 'site.yml:3:21: cannot read no.yml'],
  [
    tasks('import_tasks: "{{ x }}.yml"'),
    {},
    'site.yml:3:21: an import cannot hold a template\n  imports are read before any host is known; write when: at several of them',
  ],
  [tasks('import_tasks: a.yml'), { 'a.yml': '- import_tasks: a.yml' }, 'a.yml:1:17: a.yml imports itself'],
  [
    tasks('import_tasks: a.yml'),
    { 'a.yml': '- any: x\n  taks: y' },
    'a.yml:2:3: unknown key "taks" in a task\n  did you mean "tags"?',
  ],
  [
    tasks('import_role: { name: r, tasks_from: x }'),
    { 'roles/r/tasks/main.yml': '' },
    'site.yml:3:43: the role "r" has no tasks/x\n  looked for roles/r/tasks/x.yml, roles/r/tasks/x.yaml',
  ],
  [tasks('include_tasks: a.yml'), {}, 'site.yml:3:22: cannot read a.yml'],
  [
    tasks('{ include_tasks: a.yml, become: true }'),
    { 'a.yml': '- any: x' },
    'site.yml:3:31: "become" is not supported yet\n  write apply: { become: ... } under it',
  ],
  [
    tasks('include_tasks: { file: a.yml, apply: { loop: [1] } }'),
    { 'a.yml': '- any: x' },
    /^site.yml:3:46: unknown key "loop" in apply: of include_tasks\n {2}apply: of include_tasks can have when, /,
  ],
  [tasks('include_tasks: a.yml'), { 'a.yml': '- include_tasks: a.yml' }, 'a.yml:1:18: a.yml includes itself'],
  [
    tasks('include_tasks: "on-{{x}}.yml"'),
    { 'on.yml': '- any: x' },
    'site.yml:3:22: no file can be meant by "on-{{x}}.yml"\n  looked in .',
  ],
  [
    tasks('include_tasks: "on-{{x}}.yml"'),
    { 'on-a.yml': '- any: x', 'on-b.yml': '- anny: x', 'on-site.yml': '- hosts: all', 'on-vars.yml': 'a: b' },
    'on-b.yml:1:3: unknown module "anny"\n  did you mean "any"?',
  ],
  [
    tasks('include_role: { name: "{{x}}" }'),
    {},
    'site.yml:3:29: include_role cannot hold a template for its name\n  write one include_role for each role, with when:',
  ],
  [
    tasks('include_role: no'),
    {},
    'site.yml:3:21: there is no role "no"\n  looked for roles/no, shipped/roles/no, no',
  ],
  [tasks('include_vars: no.yml'), {}, 'site.yml:3:21: cannot read vars/no.yml'],
  [
    tasks('include_vars: a.yml'),
    { 'a.yml': '- x' },
    'a.yml:1:1: expected variables with their values, found a list',
  ],
  [
    '- hosts: all\n  tasks:\n    - block: [{ any: x }]\n      prove: [{ include_tasks: a.yml }]\n',
    { 'a.yml': '- any: x' },
    'site.yml:4:15: prove: holds no includes\n  write import_tasks or import_role',
  ],
  ['- import_playbook: site.yml', { 'site.yml': '' }, 'site.yml:1:20: site.yml imports itself'],
  ['- import_playbook: no.yml', {}, 'site.yml:1:20: cannot read no.yml'],
  [roles('no'), {}, 'site.yml:3:7: there is no role "no"\n  looked for roles/no, shipped/roles/no, no'],
  [roles('{ vars: {} }'), {}, 'site.yml:3:7: a role needs its name\n  write role: NAME'],
  [
    roles('a'),
    { 'roles/a/meta/main.yml': 'dependencies: [b]', 'roles/b/meta/main.yml': 'dependencies: [a]' },
    'roles/b/meta/main.yml:1:16: the role "a" needs itself',
  ],
  [
    roles('a'),
    { 'roles/a/defaults/main.yml': '- x' },
    'roles/a/defaults/main.yml:1:1: expected variables with their values, found a list',
  ],
])('%s', (text, files, problem) => {
  expect(problemsOf(() => read(text, files))).toEqual(
    typeof problem === 'string' ? problem : expect.stringMatching(problem),
  );
});
