// Handlers that are more than one task, and several of one name, each with what it reports.

import type { Row } from './row.js';

const write = (name: string, value = 'x') =>
  `- { name: ${name}, cell: { name: ${name}, value: "${value}" } }\n`;
const play = (handlers: string, notified = 'h') => `
- hosts: all
  gather_facts: false
  tasks:
    - { name: t, cell: { name: t, value: x }, notify: [${notified}] }
  handlers:
${handlers.replace(/^(?=.)/gm, '    ')}`;

export const handlerRows: readonly Row[] = [
  {
    key: 'include_tasks as a handler: its tasks run where it was notified, and in turn notify',
    plays: play(`
- { name: h, include_tasks: more.yml, vars: { v: given } }
- { name: never, include_tasks: more.yml, vars: { v: other } }
- { name: last, cell: { name: last, value: x } }`),
    files: {
      'more.yml': `- { name: one, cell: { name: one, value: "{{v}}" }, notify: last }\n${write('two')}`,
    },
    report: ['h1 t: changed', 'h1 h: ok', 'h1 one: changed', 'h1 two: changed', 'h1 last: changed'],
    after: { one: 'given' },
  },
  {
    key: 'include_role as a handler, by a word that it listens to, where its condition holds',
    plays: play(
      `
- { name: h, include_role: { name: r }, listen: both, when: inventory_hostname == "h1" }
- { name: i, include_role: { name: r }, listen: both, when: inventory_hostname == "h2" }`,
      'both',
    ),
    files: { 'roles/r/tasks/main.yml': write('inner') },
    report: [
      'h1 t: changed',
      'h1 h: ok',
      'h1 inner: changed',
      'h1 i: skipped | when: inventory_hostname == "h2"',
    ],
  },
  {
    key: 'import_tasks as a handler: each of its tasks is one; its own name means all of them',
    plays: play('- { name: h, import_tasks: more.yml }', 'h'),
    files: { 'more.yml': `${write('one')}${write('two')}` },
    report: ['h1 t: changed', 'h1 one: changed', 'h1 two: changed'],
  },
  {
    key: 'import_tasks as a handler: one of its tasks is notified by its own name, as in Ansible',
    plays: play('- { name: h, import_tasks: more.yml }', 'two'),
    files: { 'more.yml': `${write('one')}${write('two')}` },
    report: ['h1 t: changed', 'h1 two: changed'],
  },
  {
    key: 'a block as a handler: all of it runs, with its rescue and always',
    plays: play(`
- name: h
  block:
    - { name: one, cell: { name: one, value: x } }
    - { name: bad, broken: { name: bad, value: x } }
  rescue:
    - { name: mended, cell: { name: mended, value: x } }
  always:
    - { name: last, cell: { name: last, value: x } }`),
    report: [
      'h1 t: changed',
      'h1 one: changed',
      'h1 bad: rescued | exit 3: broken on purpose',
      'h1 mended: changed',
      'h1 last: changed',
    ],
  },
  {
    key: 'a block as a handler: one that fails is due again in the next play, and what stands behind it still runs',
    plays: play(
      `
- { name: h, block: [{ name: bad, broken: { name: bad, value: x } }] }
- { name: i, cell: { name: i, value: x } }`,
      'h, i',
    ),
    report: ['h1 t: changed', 'h1 bad: failed | exit 3: broken on purpose'],
  },
  {
    key: 'two roles with a handler of one name: the last wins, and role : name reaches each',
    plays: `
- hosts: all
  gather_facts: false
  roles: [ra, rb]
  tasks:
    - { name: t, cell: { name: t, value: x }, notify: [same] }
    - { meta: flush_handlers }
    - { name: u, cell: { name: u, value: x }, notify: ["ra : same"] }`,
    files: {
      'roles/ra/tasks/main.yml': write('ra'),
      'roles/rb/tasks/main.yml': write('rb'),
      'roles/ra/handlers/main.yml': '- { name: same, cell: { name: a, value: x } }\n',
      'roles/rb/handlers/main.yml': '- { name: same, cell: { name: b, value: x } }\n',
    },
    report: [
      'h1 ra: changed',
      'h1 rb: changed',
      'h1 t: changed',
      'h1 meta: ok',
      'h1 same: changed',
      'h1 u: changed',
      'h1 same: changed',
    ],
    after: { a: 'x', b: 'x' },
  },
  {
    key: "a role's handler and one of the play of one name: that of the play wins",
    plays: `
- hosts: all
  gather_facts: false
  roles: [ra]
  tasks:
    - { name: t, cell: { name: t, value: x }, notify: [same] }
  handlers:
    - { name: same, cell: { name: p, value: x } }`,
    files: {
      'roles/ra/tasks/main.yml': write('ra'),
      'roles/ra/handlers/main.yml': '- { name: same, cell: { name: a, value: x } }\n',
    },
    report: ['h1 ra: changed', 'h1 t: changed', 'h1 same: changed'],
    after: { a: undefined, p: 'x' },
  },
  {
    key: 'results of a loop carry their item, under the name of its variable, in apply and in plan',
    tasks: `
- { name: look, shell: "false", loop: [a, b], register: looked, failed_when: false, changed_when: false, check_mode: false }
- { name: "{{item.item}}", cell: { name: "{{item.item}}", value: x }, loop: "{{looked.results}}", loop_control: { label: "{{item.item}}" } }
- name: named
  shell: "true"
  loop: [c]
  loop_control: { loop_var: one, index_var: at }
  register: named
- { name: last, cell: { name: last, value: "{{named.results.[0].one}} {{named.results.[0].ansible_loop_var}} {{named.results.[0].at}}" } }`,
    report: [
      'h1 look (a): ok',
      'h1 look (b): ok',
      'h1 a (a): changed',
      'h1 b (b): changed',
      'h1 named (c): changed',
      'h1 last: changed',
    ],
    after: { a: 'x', b: 'x', last: 'c one 0' },
  },
];
