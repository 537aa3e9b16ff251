// run_once, delegate_to, hostvars and what else has hosts meet: each with what it reports.

import type { Row } from './row.js';

const broken = 'broken: { name: x, value: x }';
const three = ['h1', 'h2', 'h3'];

export const rendezvousRows: readonly Row[] = [
  {
    key: 'run_once: the first host does it, all have the result; handlers run where it was done',
    hosts: three,
    tasks: `
- { name: once, bump: { name: n }, run_once: true, register: r, notify: one }
- { name: read, cell: { name: a, value: "{{ r.stdout }} {{ r.changed }}" } }`,
    handlers: '[{ name: one, bump: { name: m } }]',
    report: [
      'h1 once: changed',
      'h1 read: changed',
      'h1 one: changed',
      'h2 read: changed',
      'h3 read: changed',
    ],
    after: { 'count-n': '1', a: '1 true' },
  },
  {
    key: 'run_once: set variables are those of all hosts',
    hosts: three,
    tasks: `
- { name: once, assign: { v: "{{ inventory_hostname }}" }, run_once: true }
- { name: read, cell: { name: "{{ v }}", value: x } }`,
    report: ['h1 once: ok', 'h1 read: changed', 'h2 read: changed', 'h3 read: changed'],
  },
  {
    key: 'run_once: fewer hosts at once than a batch has',
    hosts: three,
    forks: 1,
    tasks: `
- { name: first, bump: { name: n } }
- { name: once, bump: { name: n }, run_once: true, register: r }
- { name: last, cell: { name: a, value: "{{ r.stdout }}" } }`,
    report: three.flatMap((host) => [
      `${host} first: changed`,
      ...(host === 'h1' ? ['h1 once: changed'] : []),
      `${host} last: changed`,
    ]),
    after: { 'count-n': '2', a: '2' },
  },
  {
    key: 'run_once and serial: once for each batch',
    hosts: three,
    plays: `
- hosts: all
  gather_facts: false
  serial: 2
  tasks:
    - { name: once, bump: { name: n }, run_once: true }
    - { name: last, cell: { name: a, value: x } }`,
    report: [
      'h1 once: changed',
      'h1 last: changed',
      'h2 last: changed',
      'h3 once: changed',
      'h3 last: changed',
    ],
  },
  {
    key: 'run_once and when: the first host decides for all',
    hosts: three,
    tasks: `
- { name: once, bump: { name: n }, run_once: true, register: r, when: inventory_hostname == "h2" }
- { name: read, cell: { name: a, value: "is {{ r.skipped }}" } }`,
    report: [
      'h1 once: skipped | when: inventory_hostname == "h2"',
      'h1 read: changed',
      'h2 read: changed',
      'h3 read: changed',
    ],
    after: { a: 'is true' },
  },
  {
    key: 'run_once, loop, delegate_to and until',
    hosts: ['h3', 'h1'],
    tasks: `
- name: once
  bump: { name: "{{ item }}" }
  loop: [n, m]
  until: r.stdout == "2"
  retries: 3
  delay: 0
  run_once: true
  delegate_to: h1
  register: r
- { name: read, cell: { name: a, value: "{{ lookup (lookup r.results 1) 'stdout' }}" } }`,
    report: ['h3 once (n): changed', 'h3 once (m): changed', 'h3 read: changed', 'h1 read: changed'],
    after: { 'count-n': '2', 'count-m': '2', a: '2' },
  },
  {
    key: 'run_once: a failure is that of all hosts',
    hosts: three,
    tasks: `
- { name: first, cell: { name: a, value: x } }
- { name: once, ${broken}, run_once: true }
- { name: never, cell: { name: b, value: x } }`,
    report: [
      'h1 first: changed',
      'h1 once: failed | exit 3: broken on purpose',
      'h2 first: changed',
      'h2 once: failed | on h1, which does it for all hosts: exit 3: broken on purpose',
      'h3 first: changed',
      'h3 once: failed | on h1, which does it for all hosts: exit 3: broken on purpose',
    ],
  },
  {
    key: 'run_once and ignore_errors: all go on and have the result',
    hosts: three,
    tasks: `
- { name: once, ${broken}, run_once: true, ignore_errors: true, register: r }
- { name: read, cell: { name: a, value: "rc {{ r.rc }}" } }`,
    report: [
      'h1 once: ignored | exit 3: broken on purpose',
      'h1 read: changed',
      'h2 read: changed',
      'h3 read: changed',
    ],
    after: { a: 'rc 3' },
  },
  {
    key: 'run_once and rescue: a failure rescues all hosts, and each knows it',
    hosts: ['h1', 'h2'],
    tasks: `
- block: [{ name: once, ${broken}, run_once: true }]
  rescue: [{ name: rescued, cell: { name: a, value: "{{ ansible_failed_task.name }}" } }]
- { name: on, cell: { name: b, value: x } }`,
    report: [
      'h1 once: rescued | exit 3: broken on purpose',
      'h1 rescued: changed',
      'h1 on: changed',
      'h2 once: rescued | on h1, which does it for all hosts: exit 3: broken on purpose',
      'h2 rescued: changed',
      'h2 on: changed',
    ],
    after: { a: 'once' },
  },
  {
    key: 'run_once in a block: hosts whose way does not lead there have the results as well',
    hosts: three,
    tasks: `
- block:
    - { name: breaks, ${broken}, when: inventory_hostname == "h2" }
    - { name: once, bump: { name: n }, run_once: true, register: r }
  rescue:
    - { name: read, cell: { name: a, value: "{{ r.stdout }}" } }
    - { name: again, bump: { name: n }, run_once: true, register: s }
- { name: last, cell: { name: b, value: "{{ s.stdout }}" } }`,
    report: [
      'h1 breaks: skipped | when: inventory_hostname == "h2"',
      'h1 once: changed',
      'h1 last: changed',
      'h2 breaks: rescued | exit 3: broken on purpose',
      'h2 read: changed',
      'h2 again: changed',
      'h2 last: changed',
      'h3 breaks: skipped | when: inventory_hostname == "h2"',
      'h3 last: changed',
    ],
    after: { 'count-n': '1', b: '1' },
  },
  {
    key: 'run_once in what only some include, or each another file: once for each file, and all have the results',
    hosts: ['h1', 'h2', 'h3'],
    tasks: `
- name: some
  include_tasks: one.yml
  when: inventory_hostname != "h1"
- { name: read, cell: { name: a, value: "{{ r.stdout }}" } }
- name: each
  include_tasks: '{{ which }}.yml'
  vars: { which: '{{#if (eq inventory_hostname "h2")}}one{{else}}two{{/if}}' }
- { name: read again, cell: { name: b, value: "{{ r.stdout }} {{ s.stdout }}" } }`,
    files: {
      'one.yml': '- { name: one, bump: { name: n }, run_once: true, register: r }',
      'two.yml': '- { name: two, bump: { name: m }, run_once: true, register: s }',
    },
    report: [
      'h1 some: skipped | when: inventory_hostname != "h1"',
      'h1 read: changed',
      'h1 each: ok',
      'h1 two: changed',
      'h1 read again: changed',
      'h2 some: ok',
      'h2 one: changed',
      'h2 read: changed',
      'h2 each: ok',
      'h2 one: changed',
      'h2 read again: changed',
      'h3 some: ok',
      'h3 read: changed',
      'h3 each: ok',
      'h3 read again: changed',
    ],
    after: { 'count-m': '1', a: '1', b: '2 1' },
  },
  {
    key: 'run_once: hosts that ended, failed or are lost are not waited for, and the next one does it',
    hosts: ['h1', 'h2', 'h3', 'h4', 'h5'],
    unreachable: ['h1'],
    plays: `
- hosts: all
  gather_facts: false
  tasks:
    - { name: breaks, ${broken}, when: inventory_hostname == "h2" }
    - { meta: end_host, when: inventory_hostname == "h3" }
    - { name: once, bump: { name: n }, run_once: true, register: r }
- hosts: all
  gather_facts: false
  tasks: [{ name: read, cell: { name: a, value: "{{ r.stdout }}" } }]`,
    report: [
      'h1 connect: unreachable | h1: connection refused',
      'h2 breaks: failed | exit 3: broken on purpose',
      'h3 breaks: skipped | when: inventory_hostname == "h2"',
      'h3 meta: ok',
      'h3 read: changed',
      'h4 breaks: skipped | when: inventory_hostname == "h2"',
      'h4 meta: skipped | when: inventory_hostname == "h3"',
      'h4 once: changed',
      'h4 read: changed',
      'h5 breaks: skipped | when: inventory_hostname == "h2"',
      'h5 meta: skipped | when: inventory_hostname == "h3"',
      'h5 read: changed',
    ],
  },
  {
    key: 'run_once: where the host that does it is lost, all fail; with ignore_unreachable all go on',
    hosts: ['h1', 'h2'],
    unreachable: ['h1'],
    tasks: `
- { name: first, cell: { name: a, value: x }, ignore_unreachable: true }
- { name: mild, cell: { name: b, value: x }, run_once: true, ignore_unreachable: true, register: r }
- { name: read, assign: { v: "{{ r.unreachable }}" } }
- { name: once, cell: { name: c, value: x }, run_once: true }
- { name: never, cell: { name: d, value: x } }`,
    report: [
      'h1 first: ignored | h1: connection refused',
      'h1 mild: ignored | h1: connection refused',
      'h1 read: ok',
      'h1 once: unreachable | h1: connection refused',
      'h2 first: changed',
      'h2 read: ok',
      'h2 once: failed | on h1, which does it for all hosts: h1: connection refused',
    ],
  },
  {
    key: 'run_once and tags: as any other task',
    hosts: ['h1', 'h2'],
    tags: ['web'],
    tasks: `
- { name: left out, bump: { name: n }, run_once: true }
- { name: once, bump: { name: m }, run_once: true, tags: web }`,
    report: ['h1 once: changed'],
    after: { 'count-n': undefined, 'count-m': '1' },
  },
  {
    key: 'run_once of a block and of a handler',
    hosts: ['h1', 'h2', 'h3'],
    tasks: `
- run_once: true
  block:
    - { name: one, bump: { name: n } }
    - { name: not this, bump: { name: "n{{ inventory_hostname }}" }, run_once: false }
- { name: tell, cell: { name: a, value: x }, notify: hand, when: inventory_hostname != "h1" }`,
    handlers: '[{ name: hand, bump: { name: m }, run_once: true }]',
    report: [
      'h1 one: changed',
      'h1 not this: changed',
      'h1 tell: skipped | when: inventory_hostname != "h1"',
      'h2 not this: changed',
      'h2 tell: changed',
      'h2 hand: changed',
      'h3 not this: changed',
      'h3 tell: changed',
    ],
    after: { 'count-n': '1', 'count-m': undefined },
  },
  {
    key: 'run_once in plan: it would change once, and what hangs on its result is unknown on all hosts',
    hosts: ['h1', 'h2'],
    mode: 'plan',
    tasks: `
- { name: once, bump: { name: n }, run_once: true, register: r }
- { name: read, cell: { name: a, value: "{{ r.stdout }}" } }`,
    report: ['h1', 'h2'].flatMap((host) => [
      ...(host === 'h1' ? ['h1 once: would_change'] : []),
      `${host} read: unknown | r is not known: the result of "once", which runs only in apply`,
    ]),
  },
  {
    key: 'run_once and meta: the first host decides for all',
    hosts: ['h1', 'h2'],
    tasks: `
- { name: first, cell: { name: a, value: x } }
- { meta: end_play, run_once: true, when: inventory_hostname == "h1" }
- { name: never, cell: { name: b, value: x } }`,
    report: ['h1 first: changed', 'h1 meta: ok', 'h2 first: changed'],
  },
  {
    key: 'delegate_to: nobody goes past it before all have done it',
    hosts: ['h1', 'h2'],
    tasks: `
- { name: first, cell: { name: a, value: own } }
- { name: there, cell: { name: a, value: x }, delegate_to: h1, when: inventory_hostname == "h2" }
- { name: last, derived: { name: b, from: a } }`,
    report: [
      'h1 first: changed',
      'h1 there: skipped | when: inventory_hostname == "h2"',
      'h1 last: changed',
      'h2 first: changed',
      'h2 there: changed',
      'h2 last: changed',
    ],
    after: { a: 'x', b: 'x+' },
  },
  {
    key: 'hostvars: what another host has registered and set, as far as the reader has come',
    hosts: ['h1', 'h2'],
    tasks: `
- { name: set, assign: { v: "{{ inventory_hostname }} first" } }
- { name: bump, bump: { name: n }, register: r }
- name: read
  cell: { name: a, value: "{{ hostvars.h2.v }} {{ hostvars.h2.r.stdout }}" }
  when: inventory_hostname == "h1"
- { name: set, assign: { v: second } }
- { name: swap, assign: { v: "{{ hostvars.h1.v }} {{ hostvars.h2.v }}" } }
- { name: show, cell: { name: b, value: "{{ hostvars.h1.v }}" } }`,
    report: ['h1', 'h2'].flatMap((host) => [
      `${host} set: ok`,
      `${host} bump: changed`,
      host === 'h1' ? 'h1 read: changed' : 'h2 read: skipped | when: inventory_hostname == "h1"',
      `${host} set: ok`,
      `${host} swap: ok`,
      `${host} show: changed`,
    ]),
    after: { a: 'h2 first 1', b: 'second second' },
  },
  {
    key: 'hostvars: facts of another host, and in conditions',
    hosts: ['h1', 'h2'],
    plays: `
- hosts: all
  tasks:
    - name: read
      cell: { name: a, value: "{{ hostvars.h2.ansible_facts.distribution_release }}" }
      changed_when: hostvars["h2"].ansible_facts.os_family == "Debian"`,
    report: ['h1 read: changed', 'h2 read: changed'],
    after: { a: 'bookworm' },
  },
  {
    key: 'hostvars: what a failed host has learned, and one that will learn no more',
    hosts: ['h1', 'h2', 'h3'],
    unreachable: ['h3'],
    tasks: `
- { name: set, assign: { v: x } }
- { name: breaks, ${broken}, register: r, when: inventory_hostname == "h2" }
- { name: read, cell: { name: a, value: "{{ hostvars.h2.v }} {{ hostvars.h2.r.rc }}" } }
- { name: none, cell: { name: b, value: "{{ hostvars.h3.v }}" } }`,
    report: [
      'h1 set: ok',
      'h1 breaks: skipped | when: inventory_hostname == "h2"',
      'h1 read: changed',
      'h1 none: failed | v is not known: the task "set", which sets it, has not run',
      'h2 set: ok',
      'h2 breaks: failed | exit 3: broken on purpose',
      'h3 connect: unreachable | h3: connection refused',
    ],
    after: { a: 'x 3' },
  },
  {
    key: 'hostvars in plan: the result of a change is unknown',
    hosts: ['h1', 'h2'],
    mode: 'plan',
    tasks: `
- { name: bump, bump: { name: n }, register: r }
- { name: set, assign: { v: x } }
- { name: read, cell: { name: a, value: "{{ hostvars.h2.r.stdout }}" } }
- { name: known, cell: { name: b, value: "{{ hostvars.h2.v }}" } }`,
    report: ['h1', 'h2'].flatMap((host) => [
      `${host} bump: would_change`,
      `${host} set: ok`,
      `${host} read: unknown | r is not known: the result of "bump", which runs only in apply`,
      `${host} known: would_change`,
    ]),
  },
  {
    key: 'any_errors_fatal of a task: no host goes on before all have done it, and none where one failed',
    hosts: three,
    tasks: `
- { name: first, cell: { name: a, value: x }, notify: hand }
- { name: breaks, ${broken}, when: inventory_hostname == "h3", any_errors_fatal: true }
- { name: never, cell: { name: b, value: x } }`,
    handlers: '[{ name: hand, bump: { name: n } }]',
    report: [
      'h1 first: changed',
      'h1 breaks: skipped | when: inventory_hostname == "h3"',
      'h1 hand: changed',
      'h2 first: changed',
      'h2 breaks: skipped | when: inventory_hostname == "h3"',
      'h2 hand: changed',
      'h3 first: changed',
      'h3 breaks: failed | exit 3: broken on purpose',
      'h3 hand: changed',
    ],
    after: { b: undefined },
  },
  {
    key: 'meta clear_host_errors: hosts that failed before it take part in the next play; one that is lost is tried again',
    hosts: ['h1', 'h2', 'h3', 'h4'],
    unreachable: ['h3'],
    plays: `
- hosts: all
  gather_facts: false
  tasks:
    - { name: breaks, ${broken}, when: inventory_hostname == "h1" }
    - { meta: clear_host_errors }
    - { name: breaks later, ${broken}, when: inventory_hostname == "h4" }
- hosts: all
  gather_facts: false
  tasks: [{ name: next, cell: { name: b, value: x } }]`,
    report: [
      'h1 breaks: failed | exit 3: broken on purpose',
      'h1 next: changed',
      'h2 breaks: skipped | when: inventory_hostname == "h1"',
      'h2 meta: ok',
      'h2 breaks later: skipped | when: inventory_hostname == "h4"',
      'h2 next: changed',
      'h3 connect: unreachable | h3: connection refused',
      'h3 connect: unreachable | h3: connection refused',
      'h4 breaks: skipped | when: inventory_hostname == "h1"',
      'h4 meta: ok',
      'h4 breaks later: failed | exit 3: broken on purpose',
    ],
  },
  {
    key: 'any_errors_fatal of a block: a failure that is rescued is none; always comes in any case',
    hosts: ['h1', 'h2'],
    plays: `
- hosts: all
  gather_facts: false
  tasks:
    - any_errors_fatal: true
      block: [{ name: mild, ${broken}, when: inventory_hostname == "h2" }]
      rescue: [{ name: rescued, cell: { name: a, value: x } }]
    - any_errors_fatal: true
      block: [{ name: breaks, stubborn: { name: y, value: x }, when: inventory_hostname == "h2" }]
      always: [{ name: last, cell: { name: b, value: x } }]
    - { name: never, cell: { name: c, value: x } }
- hosts: all
  gather_facts: false
  tasks: [{ name: nor this, cell: { name: d, value: x } }]`,
    report: [
      'h1 mild: skipped | when: inventory_hostname == "h2"',
      'h1 breaks: skipped | when: inventory_hostname == "h2"',
      'h1 last: changed',
      'h2 mild: rescued | exit 3: broken on purpose',
      'h2 rescued: changed',
      'h2 breaks: failed | every step succeeded, but the host still differs in value',
      'h2 last: changed',
    ],
    after: { c: undefined, d: undefined },
  },
];
