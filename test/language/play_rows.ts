// The keys of plays, and meta: each with what it reports.

import type { Row } from './row.js';

const broken = 'broken: { name: x, value: x }';

const sections = `
- hosts: all
  gather_facts: false
  post_tasks: [{ name: post, cell: { name: c, value: x } }]
  tasks: [{ name: task, cell: { name: b, value: x }, notify: counted }]
  pre_tasks: [{ name: pre, cell: { name: a, value: x }, notify: [counted, once] }]
  handlers:
    - { name: counted, bump: { name: n } }
    - { name: once, bump: { name: m } }`;

export const playRows: readonly Row[] = [
  {
    key: 'pre_tasks, post_tasks: handlers run between them and the tasks, once for each notification',
    plays: sections,
    report: [
      'h1 pre: changed',
      'h1 counted: changed',
      'h1 once: changed',
      'h1 task: changed',
      'h1 counted: changed',
      'h1 post: changed',
    ],
    after: { 'count-n': '2', 'count-m': '1' },
  },
  {
    key: 'pre_tasks, post_tasks: plan tells the same',
    plays: sections,
    mode: 'plan',
    report: [
      'h1 pre: would_change',
      'h1 counted: would_change',
      'h1 once: would_change',
      'h1 task: would_change',
      'h1 counted: would_change',
      'h1 post: would_change',
    ],
  },
  {
    key: 'pre_tasks: roles follow them and their handlers',
    plays: `
- hosts: all
  gather_facts: false
  roles: [r]
  pre_tasks: [{ name: pre, cell: { name: a, value: x }, notify: one }]
  handlers: [{ name: one, derived: { name: b, from: a } }]`,
    files: { 'roles/r/tasks/main.yml': '- { name: of role, derived: { name: c, from: b } }' },
    report: ['h1 pre: changed', 'h1 one: changed', 'h1 of role: changed'],
  },
  {
    key: 'pre_tasks: a failure ends the host, and what is due runs at its end',
    plays: `
- hosts: all
  gather_facts: false
  pre_tasks:
    - { name: pre, cell: { name: a, value: x }, notify: one }
    - { name: breaks, ${broken} }
  tasks: [{ name: never, cell: { name: b, value: x } }]
  handlers: [{ name: one, bump: { name: n } }]`,
    report: ['h1 pre: changed', 'h1 breaks: failed | exit 3: broken on purpose', 'h1 one: changed'],
  },
  {
    key: 'meta flush_handlers: what is due runs there',
    plays: `
- hosts: all
  gather_facts: false
  tasks:
    - { name: first, cell: { name: a, value: x }, notify: word }
    - meta: flush_handlers
      when: inventory_hostname == "h1"
    - { name: last, cell: { name: b, value: x } }
  handlers: [{ name: one, bump: { name: n }, listen: word }]`,
    hosts: ['h1', 'h2'],
    report: [
      'h1 first: changed',
      'h1 meta: ok',
      'h1 one: changed',
      'h1 last: changed',
      'h2 first: changed',
      'h2 meta: skipped | when: inventory_hostname == "h1"',
      'h2 last: changed',
      'h2 one: changed',
    ],
  },
  {
    key: 'meta flush_handlers: a handler that fails fails the host, is not tried again, and the others still run',
    plays: `
- hosts: all
  gather_facts: false
  tasks:
    - { name: first, cell: { name: a, value: x }, notify: word }
    - meta: flush_handlers
    - { name: never, cell: { name: b, value: x } }
  handlers:
    - { name: breaks, ${broken}, listen: word }
    - { name: two, bump: { name: n }, listen: word }`,
    report: [
      'h1 first: changed',
      'h1 meta: ok',
      'h1 breaks: failed | exit 3: broken on purpose',
      'h1 two: changed',
    ],
  },
  {
    key: 'meta flush_handlers in a block: its rescue is for handlers too',
    plays: `
- hosts: all
  gather_facts: false
  tasks:
    - block:
        - { name: first, cell: { name: a, value: x }, notify: breaks }
        - meta: flush_handlers
      rescue: [{ name: rescued, cell: { name: b, value: "{{ ansible_failed_task.name }}" } }]
  handlers: [{ name: breaks, ${broken} }]`,
    report: [
      'h1 first: changed',
      'h1 meta: ok',
      'h1 breaks: rescued | exit 3: broken on purpose',
      'h1 rescued: changed',
    ],
    after: { b: 'breaks' },
  },
  {
    key: 'meta end_host: the play is over for the host, without a failure; handlers, always and the next play are not',
    plays: `
- hosts: all
  gather_facts: false
  tasks:
    - { name: first, cell: { name: a, value: x }, notify: one }
    - block:
        - meta: end_host
          when: inventory_hostname == "h1"
      rescue: [{ name: never, cell: { name: d, value: x } }]
      always: [{ name: always, cell: { name: e, value: x } }]
    - { name: second, cell: { name: b, value: x } }
  handlers: [{ name: one, bump: { name: n } }]
- hosts: all
  gather_facts: false
  tasks: [{ name: next, cell: { name: c, value: x } }]`,
    hosts: ['h1', 'h2'],
    report: [
      'h1 first: changed',
      'h1 meta: ok',
      'h1 always: changed',
      'h1 one: changed',
      'h1 next: changed',
      'h2 first: changed',
      'h2 meta: skipped | when: inventory_hostname == "h1"',
      'h2 always: changed',
      'h2 second: changed',
      'h2 one: changed',
      'h2 next: changed',
    ],
  },
  {
    key: 'meta end_play: plan tells the same, and what it hangs on is unknown where a change is pending',
    mode: 'plan',
    plays: `
- hosts: all
  gather_facts: false
  tasks:
    - { name: first, bump: { name: a }, register: r }
    - { name: perhaps, meta: end_play, when: r.stdout == "1" }
    - { name: second, cell: { name: b, value: x } }
    - { name: surely, meta: end_play }
    - { name: never, cell: { name: c, value: x } }`,
    report: [
      'h1 first: would_change',
      'h1 perhaps: unknown | r is not known: the result of "first", which runs only in apply',
      'h1 second: would_change',
      'h1 surely: ok',
    ],
  },
  {
    key: 'meta reset_connection: the host goes on over a new one',
    tasks: `
- { name: first, cell: { name: a, value: x } }
- meta: reset_connection
- { name: second, cell: { name: b, value: x } }`,
    report: ['h1 first: changed', 'h1 meta: ok', 'h1 second: changed'],
    after: { b: 'x' },
  },
  {
    key: 'serial: one batch after another, each with its handlers; the names of a batch and of all',
    plays: `
- hosts: all
  gather_facts: false
  serial: [1, 50%]
  tasks:
    - name: told
      cell: { name: a, value: '{{ join ansible_play_batch "," }} of {{ join ansible_play_hosts "," }}' }
      notify: one
  handlers: [{ name: one, bump: { name: n } }]`,
    hosts: ['h1', 'h2', 'h3'],
    report: ['h1', 'h2', 'h3'].flatMap((host) => [`${host} told: changed`, `${host} one: changed`]),
    after: { a: 'h1 of h1,h2,h3' },
  },
  {
    key: 'serial and max_fail_percentage: templates of what the play says',
    hosts: ['h1', 'h2', 'h3'],
    plays: `
- hosts: all
  gather_facts: false
  vars: { sizes: [1, "{{ last }}"], last: 100%, most: "50" }
  serial: "{{ sizes }}"
  max_fail_percentage: "{{ most }}"
  tasks:
    - { name: breaks, ${broken}, when: inventory_hostname == "h2" }
    - { name: told, cell: { name: a, value: '{{ join ansible_play_batch "," }}' } }
- hosts: all
  gather_facts: false
  vars: { most: 33 }
  max_fail_percentage: "{{ most }}"
  tasks: [{ name: breaks all, ${broken} }]
- hosts: all
  gather_facts: false
  tasks: [{ name: never, cell: { name: b, value: x } }]`,
    report: [
      'h1 breaks: skipped | when: inventory_hostname == "h2"',
      'h1 told: changed',
      'h1 breaks all: failed | exit 3: broken on purpose',
      'h2 breaks: failed | exit 3: broken on purpose',
      'h3 breaks: skipped | when: inventory_hostname == "h2"',
      'h3 told: changed',
      'h3 breaks all: failed | exit 3: broken on purpose',
    ],
    after: { a: 'h1', b: undefined },
  },
  {
    key: 'serial: where every host of a batch fails, the run is stopped',
    plays: `
- hosts: all
  gather_facts: false
  serial: 1
  tasks: [{ name: breaks, ${broken} }]
- hosts: all
  gather_facts: false
  tasks: [{ name: never, cell: { name: a, value: x } }]`,
    hosts: ['h1', 'h2'],
    report: ['h1 breaks: failed | exit 3: broken on purpose'],
  },
  {
    key: 'serial and order: the last host first, and end_play leaves the other batches out',
    plays: `
- hosts: all
  gather_facts: false
  order: reverse_inventory
  serial: 1
  tasks: [{ name: first, cell: { name: a, value: x } }, { meta: end_play }]
- hosts: all
  gather_facts: false
  tasks: [{ name: next, cell: { name: b, value: x } }]`,
    hosts: ['h1', 'h2'],
    report: ['h1 next: changed', 'h2 first: changed', 'h2 meta: ok', 'h2 next: changed'],
  },
  {
    key: 'any_errors_fatal: nothing more is begun on any host',
    plays: `
- hosts: all
  gather_facts: false
  any_errors_fatal: true
  tasks:
    - { name: first, cell: { name: a, value: x }, notify: one }
    - { name: breaks, ${broken} }
  handlers: [{ name: one, bump: { name: n } }]
- hosts: all
  gather_facts: false
  tasks: [{ name: never, cell: { name: b, value: x } }]`,
    hosts: ['h1', 'h2'],
    forks: 1,
    report: ['h1 first: changed', 'h1 breaks: failed | exit 3: broken on purpose', 'h1 one: changed'],
  },
  {
    key: 'max_fail_percentage: as many may fail, and one more may not',
    plays: `
- hosts: all
  gather_facts: false
  serial: 2
  max_fail_percentage: 50
  tasks:
    - { name: breaks, ${broken}, when: inventory_hostname != "h1" }
    - { name: on, cell: { name: a, value: x } }`,
    hosts: ['h1', 'h2', 'h3', 'h4', 'h5'],
    report: [
      'h1 breaks: skipped | when: inventory_hostname != "h1"',
      'h1 on: changed',
      'h2 breaks: failed | exit 3: broken on purpose',
      'h3 breaks: failed | exit 3: broken on purpose',
      'h4 breaks: failed | exit 3: broken on purpose',
    ],
  },
  {
    key: 'force_handlers: true says what is so anyway',
    plays: `
- hosts: all
  gather_facts: false
  force_handlers: true
  tasks:
    - { name: first, cell: { name: a, value: x }, notify: one }
    - { name: breaks, ${broken} }
  handlers: [{ name: one, bump: { name: n } }]`,
    report: ['h1 first: changed', 'h1 breaks: failed | exit 3: broken on purpose', 'h1 one: changed'],
  },
];
