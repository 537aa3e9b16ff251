// block, rescue and always: each with what it reports.

import type { Row } from './row.js';

const broken = 'broken: { name: x, value: x }';

export const blockRows: readonly Row[] = [
  {
    key: 'rescue: runs where a task failed, knows which, and the host goes on',
    tasks: `
- block:
    - { name: breaks, ${broken} }
    - { name: never, cell: { name: n, value: x } }
  rescue:
    - name: told
      cell:
        name: a
        value: "{{ ansible_failed_task.name }}, {{ ansible_failed_result.rc }}: {{ ansible_failed_result.msg }}"
  always:
    - { name: last, cell: { name: b, value: x } }
- { name: on, cell: { name: c, value: x } }`,
    report: [
      'h1 breaks: rescued | exit 3: broken on purpose',
      'h1 told: changed',
      'h1 last: changed',
      'h1 on: changed',
    ],
    after: { n: undefined, a: 'breaks, 3: exit 3: broken on purpose' },
  },
  {
    key: 'rescue: is left out where nothing failed',
    tasks: `
- block: [{ name: fine, cell: { name: a, value: x } }]
  rescue: [{ name: never, cell: { name: b, value: x } }]
  always: [{ name: last, cell: { name: c, value: x } }]`,
    report: ['h1 fine: changed', 'h1 last: changed'],
  },
  {
    key: 'always: comes after a failure without rescue, which fails the host',
    tasks: `
- block: [{ name: breaks, ${broken} }]
  always: [{ name: last, cell: { name: c, value: x } }]
- { name: never, cell: { name: a, value: x } }`,
    report: ['h1 breaks: failed | exit 3: broken on purpose', 'h1 last: changed'],
  },
  {
    key: 'rescue: what fails in it goes to the block around it',
    tasks: `
- block:
    - block: [{ name: inner, ${broken} }]
      rescue: [{ name: again, stubborn: { name: y, value: x } }]
      always: [{ name: inner last, cell: { name: a, value: x } }]
  rescue: [{ name: outer, cell: { name: b, value: "{{ ansible_failed_task.name }}" } }]`,
    report: [
      'h1 inner: rescued | exit 3: broken on purpose',
      'h1 again: rescued | every step succeeded, but the host still differs in value',
      'h1 inner last: changed',
      'h1 outer: changed',
    ],
    after: { b: 'again' },
  },
  {
    key: 'when, become, tags and environment of a block hold in rescue and always too',
    tags: ['web'],
    tasks: `
- become: true
  tags: web
  when: inventory_hostname == "h1"
  environment: { A: block }
  block: [{ name: breaks, ${broken} }]
  rescue: [{ name: rescued, print: A, register: r }]
  always: [{ name: last, cell: { name: Root, value: "{{ r.stdout }}" } }]`,
    hosts: ['h1', 'h2'],
    report: [
      'h1 breaks: rescued | exit 3: broken on purpose',
      'h1 rescued: changed',
      'h1 last: changed',
      'h2 breaks: skipped | when: inventory_hostname == "h1"',
      'h2 last: skipped | when: inventory_hostname == "h1"',
    ],
    after: { Root: 'block' },
  },
  {
    key: 'rescue: nothing rescues a host that is lost',
    unreachable: ['h1'],
    tasks: `
- block: [{ name: lost, cell: { name: a, value: x } }]
  rescue: [{ name: never, cell: { name: a, value: x } }]`,
    report: ['h1 connect: unreachable | h1: connection refused'],
  },
  {
    key: 'ignore_errors in a block: the failure is let pass and rescues nothing',
    tasks: `
- block: [{ name: breaks, ${broken}, ignore_errors: true }, { name: on, cell: { name: a, value: x } }]
  rescue: [{ name: never, cell: { name: b, value: x } }]`,
    report: ['h1 breaks: ignored | exit 3: broken on purpose', 'h1 on: changed'],
  },
  {
    key: 'handlers notified before the failure run, as the host goes on',
    plays: `
- hosts: all
  gather_facts: false
  tasks:
    - block:
        - { name: first, cell: { name: a, value: x }, notify: one }
        - { name: breaks, ${broken} }
      rescue: [{ name: rescued, cell: { name: b, value: x } }]
  handlers: [{ name: one, bump: { name: n } }]`,
    report: [
      'h1 first: changed',
      'h1 breaks: rescued | exit 3: broken on purpose',
      'h1 rescued: changed',
      'h1 one: changed',
    ],
  },
];
