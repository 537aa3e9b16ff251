// Includes: decided on each host, each with what it reports.

import type { Row } from './row.js';

const write = (name: string, value: string) =>
  `- { name: ${name}, cell: { name: ${name}, value: "${value}" } }\n`;

export const includeRows: readonly Row[] = [
  {
    key: 'include_tasks: whether at all is decided once; its when is not that of its tasks',
    tasks: `
- name: look
  cell: { name: a, value: x }
  register: look
- name: some
  include_tasks: more/tasks.yml
  when: look.changed
  vars: { v: given }
- include_tasks: { file: more/none.yml }
  when: "!look.changed"
- { name: last, cell: { name: c, value: x } }`,
    files: {
      'more/tasks.yml': `- { name: again, cell: { name: a, value: "{{v}}" }, register: look }\n${write('b', 'changed {{look.changed}}')}`,
      'more/none.yml': write('never', 'x'),
    },
    report: [
      'h1 look: changed',
      'h1 some: ok',
      'h1 again: changed',
      'h1 b: changed',
      'h1 include_tasks: skipped | when: !look.changed',
      'h1 last: changed',
    ],
    after: { a: 'given', b: 'changed true', never: undefined },
  },
  {
    key: 'include_tasks: which file is decided on each host, among those that its name can mean',
    plays: `
- hosts: all
  gather_facts: false
  tasks:
    - { name: "{{inventory_hostname}}", include_tasks: "on-{{inventory_hostname}}.yml" }
    - { name: last, cell: { name: last, value: x } }`,
    hosts: ['h1', 'h2', 'h3'],
    files: {
      'on-h1.yml': write('one', 'x'),
      'on-h2.yml': `${write('two', 'x')}- include_tasks: on-h1.yml\n`,
      'on-all.txt': 'no YAML: [',
      'on-h3.yml': write('three', 'x'),
    },
    report: [
      ...['h1 h1: ok', 'h1 one: changed', 'h1 last: changed'],
      ...['h2 h2: ok', 'h2 two: changed', 'h2 include_tasks: ok', 'h2 one: changed', 'h2 last: changed'],
      ...['h3 h3: ok', 'h3 three: changed', 'h3 last: changed'],
    ],
  },
  {
    key: 'include_tasks: a name that comes to no file fails the host, where it was not known before',
    tasks: `
- { name: look, cell: { name: a, value: x }, register: look }
- include_tasks: "part-{{look.changed}}.yml"`,
    files: { 'part-a.yml': write('a', 'x'), 'part-b.yml': write('b', 'x') },
    report: ['h1 look: changed', 'h1 include_tasks: failed | include_tasks: there is no "part-true.yml"'],
  },
  {
    key: 'include_tasks with loop: once for each item, which its tasks read (loop_var, index_var)',
    tasks: `
- name: each
  include_tasks: site.yml
  loop: [x, y]
  loop_control: { loop_var: site, index_var: nr }
- name: "part {{item}}"
  include_tasks: "{{item}}.yml"
  loop: [one, two]`,
    files: {
      'site.yml': `- { name: "{{site}}", cell: { name: "{{site}}", value: "{{nr}} {{item}}" }, loop: [i] }\n`,
      'one.yml': write('one', '{{item}}'),
      'two.yml': write('two', '{{item}}'),
    },
    report: [
      'h1 each (x): ok',
      'h1 each (y): ok',
      'h1 x (i): changed',
      'h1 y (i): changed',
      'h1 part one (one): ok',
      'h1 part two (two): ok',
      'h1 one: changed',
      'h1 two: changed',
    ],
    after: { x: '0 i', y: '1 i', one: 'one', two: 'two' },
  },
  {
    key: 'include_tasks with apply: what it says holds for its tasks; tags of an include are its own',
    tasks: `
- include_tasks: { file: in.yml, apply: { tags: web, become: true, when: "1 == 1" } }
  tags: [web]
- include_tasks: in.yml
  tags: [web]
- include_tasks: in.yml
- { name: last, tags: web, cell: { name: c, value: x } }`,
    files: { 'in.yml': `${write('Root', 'x')}- { name: own, tags: web, cell: { name: own, value: x } }\n` },
    tags: ['web'],
    report: [
      'h1 include_tasks: ok',
      'h1 Root: changed',
      'h1 own: changed',
      'h1 include_tasks: ok',
      'h1 own: ok',
      'h1 last: changed',
    ],
  },
  {
    key: 'include_role: what it defines is its own, unless it is public; its handlers are the play`s',
    tasks: `
- name: a role
  include_role: { name: r, tasks_from: other }
  vars: { p: "{{item}}" }
  loop: [x, y]
- { name: before, cell: { name: before, value: "{{default d 'none'}}" } }
- include_role: { name: s, public: true }
- { name: after, cell: { name: after, value: "{{e}}" } }`,
    files: {
      'roles/r/tasks/other.yml': '- { name: r, cell: { name: "r{{p}}", value: "{{d}}" }, notify: told }\n',
      'roles/r/defaults/main.yml': 'd: of r',
      'roles/r/handlers/main.yml': '- { name: told, bump: { name: n } }',
      'roles/s/tasks/main.yml': write('s', '{{e}}'),
      'roles/s/defaults/main.yml': 'e: of s',
    },
    report: [
      'h1 a role (x): ok',
      'h1 a role (y): ok',
      'h1 r: changed',
      'h1 r: changed',
      'h1 before: changed',
      'h1 include_role: ok',
      'h1 s: changed',
      'h1 after: changed',
      'h1 told: changed',
    ],
    after: { rx: 'of r', ry: 'of r', before: 'none', after: 'of s', 'count-n': '1' },
  },
  {
    key: 'include_role: a role that it needs is there for those that come later, whether it was included or not',
    tasks: `
- include_role: { name: a }
  when: 1 == 2
- import_role: { name: b }`,
    files: {
      'roles/a/meta/main.yml': 'dependencies: [base]',
      'roles/a/tasks/main.yml': write('a', 'x'),
      'roles/b/meta/main.yml': 'dependencies: [base]',
      'roles/b/tasks/main.yml': write('b', 'x'),
      'roles/base/tasks/main.yml': write('base', 'x'),
    },
    report: ['h1 include_role: skipped | when: 1 == 2', 'h1 base: changed', 'h1 b: changed'],
  },
  {
    key: 'include_vars: over the play`s and the task`s own, under set_fact; for all that follows; name',
    plays: `
- hosts: all
  gather_facts: false
  vars: { a: play, b: play }
  tasks:
    - { name: before, cell: { name: before, value: "{{a}}" } }
    - { name: vars, include_vars: "{{inventory_hostname}}.yml" }
    - { name: t, vars: { a: task }, cell: { name: t, value: "{{a}} {{b}}" } }
    - { name: one, include_vars: { file: more.yml, name: more } }
    - { name: assign, assign: { b: fact } }
    - { name: u, cell: { name: u, value: "{{more.x}} {{b}}" } }
- hosts: all
  gather_facts: false
  tasks:
    - { name: next, cell: { name: next, value: "{{a}}" } }`,
    files: { 'vars/h1.yml': 'a: "{{b}} file"\nc: x', 'more.yml': 'x: "{{c}}"' },
    report: [
      'h1 before: changed',
      'h1 vars: ok',
      'h1 t: changed',
      'h1 one: ok',
      'h1 assign: ok',
      'h1 u: changed',
      'h1 next: changed',
    ],
    after: { before: 'play', t: 'play file play', u: 'x fact', next: 'fact file' },
  },
  {
    key: 'includes in plan: what hangs on a result that there is not yet is unknown',
    mode: 'plan',
    tasks: `
- { name: look, cell: { name: a, value: x }, register: look }
- { name: bumped, bump: { name: n }, register: n }
- include_tasks: in.yml
  when: n.changed
- include_tasks: "{{item}}.yml"
  loop: [in]`,
    files: { 'in.yml': write('b', 'x') },
    report: [
      'h1 look: would_change',
      'h1 bumped: would_change',
      'h1 include_tasks: unknown | n is not known: the result of "bumped", which runs only in apply',
      'h1 include_tasks (in): ok',
      'h1 b: would_change',
    ],
  },
  {
    key: 'includes in blocks: a failure inside is rescued, and run_once is done once for all',
    plays: `
- hosts: all
  gather_facts: false
  tasks:
    - block:
        - include_tasks: in.yml
      rescue:
        - { name: mended, cell: { name: m, value: x } }
    - { name: once, run_once: true, block: [{ include_tasks: once.yml }] }`,
    hosts: ['h1', 'h2'],
    files: {
      'in.yml': '- { name: wrong, broken: { name: b, value: x } }',
      'once.yml': '- { name: n, bump: { name: n } }',
    },
    report: [
      ...[
        'h1 include_tasks: ok',
        'h1 wrong: rescued | exit 3: broken on purpose',
        'h1 mended: changed',
        'h1 include_tasks: ok',
        'h1 n: changed',
      ],
      ...[
        'h2 include_tasks: ok',
        'h2 wrong: rescued | exit 3: broken on purpose',
        'h2 mended: changed',
        'h2 include_tasks: ok',
      ],
    ],
  },
];
