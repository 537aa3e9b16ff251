// Imports and roles: each with what it reports.

import type { Row } from './row.js';

const write = (name: string, value: string) =>
  `- { name: ${name}, cell: { name: ${name}, value: "${value}" } }\n`;

export const roleRows: readonly Row[] = [
  {
    key: 'import_tasks: what stands beside it holds for each task of the file',
    tasks: `
- name: some
  import_tasks: more/tasks.yml
  when: go == "yes"
  become: true
  tags: web
  vars: { go: "yes", v: given }
- { name: last, cell: { name: c, value: x } }`,
    files: {
      'more/tasks.yml': `${write('Root', '{{ v }}')}- import_tasks: { file: deep.yml }\n`,
      'more/deep.yml': write('b', '{{ v }} deep'),
    },
    report: ['h1 Root: changed', 'h1 b: changed', 'h1 last: changed'],
    after: { Root: 'given', b: 'given deep' },
  },
  {
    key: 'import_playbook: its plays, in their place, with the variables of the import',
    plays: `
- { hosts: all, gather_facts: false, tasks: [{ name: first, cell: { name: a, value: x } }] }
- import_playbook: plays/other.yml
  vars: { v: import }
- { hosts: all, gather_facts: false, tasks: [{ name: last, cell: { name: c, value: x } }] }`,
    files: {
      'plays/other.yml': `- hosts: all
  gather_facts: false
  vars: { v: play }
  vars_files: [vars.yml]
  tasks:
    - { name: between, cell: { name: b, value: "{{ v }} {{ w }}" } }`,
      'plays/vars.yml': 'w: file',
    },
    report: ['h1 first: changed', 'h1 between: changed', 'h1 last: changed'],
    after: { b: 'import file' },
  },
  {
    key: 'import_playbook: one that is not beside the playbook is one of those that are shipped, with what lies beside that',
    plays: `
- import_playbook: own.yml
- import_playbook: whole.yml`,
    files: {
      'own.yml': `- hosts: all\n  gather_facts: false\n  tasks:\n    ${write('a', 'own')}`,
      'shipped/own.yml': `- hosts: all\n  gather_facts: false\n  tasks:\n    ${write('a', 'shipped')}`,
      'shipped/whole.yml': '- { hosts: all, gather_facts: false, roles: [beside] }',
      'shipped/roles/beside/tasks/main.yml': write('b', 'shipped'),
    },
    report: ['h1 a: changed', 'h1 b: changed'],
    after: { a: 'own', b: 'shipped' },
  },
  {
    key: 'vars_files: over vars of the play, and over those of its import',
    plays: '- { import_playbook: plays/other.yml, vars: { v: import, w: import } }',
    files: {
      'plays/other.yml': `- hosts: all
  gather_facts: false
  vars: { v: play, w: play }
  vars_files: [vars.yml]
  tasks:
    - { name: one, cell: { name: a, value: "{{ v }} {{ w }}" } }`,
      'plays/vars.yml': 'w: file',
    },
    report: ['h1 one: changed'],
    after: { a: 'import file' },
  },
  {
    key: 'roles: dependencies first and once, defaults under the play, vars over it, parameters over both; handlers',
    plays: `
- hosts: all
  gather_facts: false
  vars: { a: play, b: play, c: play, d: play }
  roles:
    - base
    - { role: web, vars: { c: parameter }, tags: web, when: 1 == 1 }
  tasks:
    - { name: t, cell: { name: t, value: "{{ own }} {{ web_default }}" }, notify: "web : restart" }
  handlers:
    - { name: mine, bump: { name: n } }`,
    files: {
      'roles/base/tasks/main.yml': write('base', '{{ role_name }}'),
      'roles/base/defaults/main.yml': 'own: of base',
      'roles/web/meta/main.yml': 'dependencies: [base, { role: extra, vars: { e: given } }]',
      'roles/web/tasks/main.yml': `${write('web', '{{ a }} {{ b }} {{ c }} {{ web_default }}')}- import_tasks: more.yml\n`,
      'roles/web/tasks/more.yml': '- { name: more, cell: { name: m, value: "{{ own }}" }, notify: restart }',
      'roles/web/defaults/main.yml': 'a: default\nweb_default: default\nown: of web',
      'roles/web/vars/main.yaml': 'b: role\nc: role',
      'roles/web/handlers/main.yml': '- { name: restart, bump: { name: restarts } }',
      'shipped/roles/extra/tasks/main.yml': write('extra', '{{ e }}'),
    },
    report: [
      'h1 base: changed',
      'h1 extra: changed',
      'h1 web: changed',
      'h1 more: changed',
      'h1 t: changed',
      'h1 restart: changed',
    ],
    after: {
      base: 'base',
      extra: 'given',
      web: 'play role parameter default',
      m: 'of web',
      t: 'of web default',
      'count-restarts': '1',
    },
  },
  {
    key: 'import_role: where it stands, each time',
    tasks: `
- { name: first, cell: { name: a, value: x } }
- import_role: { name: r }
  vars: { v: one }
- ansible.builtin.import_role: { name: r }
  vars: { v: two }`,
    files: { 'roles/r/tasks/main.yml': write('r', '{{ v }}') },
    report: ['h1 first: changed', 'h1 r: changed', 'h1 r: changed'],
    after: { r: 'two' },
  },
  {
    key: 'import_role: other files of a role (tasks_from, vars_from, defaults_from, handlers_from)',
    plays: `
- hosts: all
  gather_facts: false
  tasks:
    - import_role: { name: r, tasks_from: first, vars_from: v.yml, defaults_from: d }
    - import_role: { name: r }
    - import_role: { name: r, tasks_from: first, handlers_from: more }
    - { name: t, cell: { name: t, value: x }, notify: [from main, from more] }`,
    files: {
      'roles/r/tasks/main.yml': `${write('main', '{{ d }} {{ v }}')}- import_role: { name: r, tasks_from: inner }\n`,
      'roles/r/tasks/inner.yml': write('inner', '{{ d }}'),
      'roles/r/tasks/first.yaml': write('first', '{{ d }} {{ v }}'),
      'roles/r/defaults/main.yml': 'd: main',
      'roles/r/defaults/d.yml': 'd: other',
      'roles/r/vars/main.yml': 'v: main',
      'roles/r/vars/v.yml': 'v: other',
      'roles/r/handlers/main.yml': '- { name: from main, bump: { name: n } }',
      'roles/r/handlers/more.yml': '- { name: from more, bump: { name: m } }',
    },
    report: [
      'h1 first: changed',
      'h1 main: changed',
      'h1 inner: changed',
      'h1 first: changed',
      'h1 t: changed',
      'h1 from main: changed',
      'h1 from more: changed',
    ],
    after: { first: 'main main', main: 'main main', inner: 'main' },
  },
  {
    key: 'argument_specs: what a role is given is checked before its first task, where it was not known before the run',
    tasks: `
- { name: size, cell: { name: found, value: x }, register: size }
- block:
    - import_role: { name: r }
      vars: { size_of: "{{size.changed}}", kind: a }
  rescue:
    - { name: rescued, cell: { name: told, value: "{{ansible_failed_task.name}}" } }
- import_role: { name: r, tasks_from: other }
  when: 1 == 2
- import_role: { name: r, tasks_from: other }`,
    files: {
      'roles/r/tasks/main.yml': write('never', 'x'),
      'roles/r/tasks/other.yml': write('other', 'x'),
      'roles/r/meta/argument_specs.yml':
        'argument_specs: { main: { options: { size_of: { type: int }, kind: { choices: [a, b] } } } }',
    },
    report: [
      'h1 size: changed',
      'h1 r: rescued | model.yml:8:28: size_of: expected a whole number; found true\n  the role "r" asks for it, in its meta/',
      'h1 rescued: changed',
      'h1 other: skipped | when: 1 == 2',
      'h1 other: changed',
    ],
    after: { never: undefined, told: 'r' },
  },
  {
    key: 'argument_specs: a role whose condition is wrong on one host fails there, by its tasks, and nowhere else',
    hosts: ['h1', 'h2'],
    tasks: `
- { name: asked, cell: { name: a, value: x }, register: r, when: inventory_hostname == "h1" }
- import_role: { name: r }
  when: r.value == "x"`,
    files: {
      'roles/r/tasks/main.yml': write('inner', 'x'),
      'roles/r/meta/argument_specs.yml': 'argument_specs: { main: { options: { kind: { type: str } } } }',
    },
    report: [
      'h1 asked: changed',
      'h1 inner: changed',
      'h2 asked: skipped | when: inventory_hostname == "h1"',
      'h2 inner: failed | model.yml:7:15: there is no "value"\n  ask has(x.value) first where it may be missing',
    ],
    after: { inner: 'x' },
  },
];
