// The keys of tasks: each with what it reports.

import type { Row } from './row.js';

export const taskKeyRows: readonly Row[] = [
  {
    key: 'until, retries, delay: again until it holds',
    tasks: `
- bump: { name: n }
  register: r
  until: r.stdout == "3"
  retries: 5
  delay: 0
- cell: { name: a, value: "n{{ r.attempts }}" }`,
    report: ['h1 bump: changed', 'h1 cell: changed'],
    after: { 'count-n': '3', a: 'n3' },
  },
  {
    key: 'until: given up after a first attempt and as many more as retries says',
    tasks: `
- bump: { name: n }
  register: r
  until: [r.changed, r.stdout == "9"]
  retries: "{{ 1 }}"
  delay: 0
  ignore_errors: true
- cell: { name: a, value: "n{{ r.attempts }}" }`,
    report: [
      'h1 bump: ignored | this does not hold after 2 attempts: r.changed && r.stdout == "9"',
      'h1 cell: changed',
    ],
    after: { 'count-n': '2', a: 'n2' },
  },
  {
    key: 'retries alone: until it does not fail',
    tasks: `
- broken: { name: a, value: x }
  retries: 1
  delay: 0
- stubborn: { name: a, value: y }
  retries: 1
  delay: 0`,
    report: [
      'h1 broken: ok',
      'h1 stubborn: failed | every step succeeded, but the host still differs in value (after 2 attempts)',
    ],
  },
  {
    key: 'until in plan: it does not wait, and what does not hold today is unknown',
    mode: 'plan',
    cells: { a: '1' },
    tasks: `
- cell: { name: a, value: "1" }
  register: r
  until: r.value == "2"
- cell: { name: b, value: "{{ r.value }}" }
- bump: { name: n }
  register: s
  until: s.stdout == "2"`,
    report: [
      'h1 cell: unknown | plan does not wait, and this does not hold yet: r.value == "2"',
      'h1 cell: unknown | r is not known: the result of "cell", which runs only in apply',
      'h1 bump: would_change',
    ],
  },
  {
    key: 'changed_when: all of a list have to hold',
    tasks: `
- bump: { name: n }
  register: r
  changed_when: [r.stdout == "1", r.changed]
- bump: { name: n }
  register: r
  changed_when: [r.stdout == "1", r.changed]`,
    report: ['h1 bump: changed', 'h1 bump: ok'],
  },
  {
    key: 'changed_when: true makes a change of what found nothing to do, and plan tells it',
    cells: { a: '1' },
    tasks: '- cell: { name: a, value: "1" }\n  changed_when: true',
    report: ['h1 cell: changed'],
  },
  {
    key: 'changed_when in plan',
    mode: 'plan',
    cells: { a: '1' },
    tasks: '- cell: { name: a, value: "1" }\n  changed_when: true',
    report: ['h1 cell: would_change'],
  },
  {
    key: 'failed_when: all of a list have to hold; it sees what a look found',
    cells: { a: '1' },
    tasks: `
- cell: { name: a, value: "1" }
  register: r
  failed_when: [r.value == "1", r.changed]
- heed: { name: a, value: x }
  register: r
  failed_when: r.value == "x"
  ignore_errors: true
- cell: { name: a, value: "1" }
  register: r
  failed_when: [r.value == "1", "!r.changed"]`,
    report: [
      'h1 cell: ok',
      'h1 heed: ignored | heeded',
      'h1 cell: failed | failed_when holds: r.value == "1" && !r.changed',
    ],
  },
  {
    key: 'failed_when: false lets a failure pass as what it changed',
    tasks: '- broken: { name: a, value: x }\n  failed_when: false\n- cell: { name: b, value: x }',
    report: ['h1 broken: changed', 'h1 cell: changed'],
  },
  {
    key: 'ignore_errors',
    tasks: '- broken: { name: a, value: x }\n  ignore_errors: true\n- cell: { name: b, value: x }',
    report: ['h1 broken: ignored | exit 3: broken on purpose', 'h1 cell: changed'],
  },
  {
    key: 'ignore_unreachable: the host is asked again by the next task',
    unreachable: ['h1'],
    tasks: `
- cell: { name: a, value: x }
  ignore_unreachable: true
  register: r
- assign: { v: "{{ r.unreachable }}" }
  failed_when: false
- cell: { name: b, value: x }`,
    report: [
      'h1 cell: ignored | h1: connection refused',
      'h1 assign: ok',
      'h1 cell: unreachable | h1: connection refused',
    ],
  },
  {
    key: 'environment: the play, the block, the task; later ones win, templates may come to maps',
    plays: `
- hosts: all
  gather_facts: false
  vars: { more: { C: task } }
  environment: { A: play, B: play, C: play }
  tasks:
    - environment: { B: block, C: block }
      block:
        - print: A
          register: a
        - print: B
          register: b
        - print: C
          environment: "{{ more }}"
          register: c
        - cell: { name: a, value: "{{ a.stdout }} {{ b.stdout }} {{ c.stdout }}" }`,
    report: ['h1 print: changed', 'h1 print: changed', 'h1 print: changed', 'h1 cell: changed'],
    after: { a: 'play block task' },
  },
  {
    key: 'vars: of a task, over those of its block and its play',
    plays: `
- hosts: all
  gather_facts: false
  vars: { v: play, w: play, x: play }
  tasks:
    - vars: { v: block, w: block }
      block:
        - cell: { name: a, value: "{{ v }} {{ w }} {{ x }}" }
          vars: { v: task }`,
    report: ['h1 cell: changed'],
    after: { a: 'task block play' },
  },
  {
    key: 'throttle: does what it did, on every host',
    hosts: ['h1', 'h2', 'h3'],
    tasks: '- bump: { name: n }\n  throttle: 1',
    report: ['h1 bump: changed', 'h2 bump: changed', 'h3 bump: changed'],
  },
  {
    key: 'loop_control: loop_var, index_var, label',
    tasks: `
- cell: { name: "{{ cell.at }}", value: "n{{ n }}" }
  loop: [{ at: a }, { at: b }, { at: c }]
  loop_control: { loop_var: cell, index_var: n, label: "cell {{ cell.at }}", pause: 0 }
  when: n != 1`,
    report: [
      'h1 cell (cell a): changed',
      'h1 cell (cell b): skipped | when: n != 1',
      'h1 cell (cell c): changed',
    ],
    after: { a: 'n0', b: undefined, c: 'n2' },
  },
  {
    key: 'when: all of a list have to hold',
    tasks: '- cell: { name: a, value: x }\n  when: [1 == 1, 1 == 2]',
    report: ['h1 cell: skipped | when: 1 == 2'],
  },
  {
    key: 'check_mode: false runs in plan too',
    mode: 'plan',
    tasks: '- bump: { name: n }\n  check_mode: false\n  changed_when: false',
    report: ['h1 bump: ok'],
    after: { 'count-n': '1' },
  },
  {
    key: 'check_mode: true only tells, in apply too; what follows is not as seen today',
    tasks: `
- cell: { name: a, value: x }
  check_mode: true
  register: r
- cell: { name: b, value: "is {{ r.changed }}" }`,
    report: ['h1 cell: would_change', 'h1 cell: changed'],
    after: { a: undefined, b: 'is true' },
  },
  {
    key: 'timeout: of an action',
    tasks: '- doze: {}\n  timeout: 0.01',
    report: ['h1 doze: failed | timeout: doze took longer than 0.01 s'],
  },
  {
    key: 'no_log',
    tasks: '- broken: { name: a, value: x }\n  no_log: true',
    report: ['h1 broken: failed | exit 3; what it said is hidden, because the task handles something secret'],
  },
  {
    key: 'tags: always and never',
    tags: ['web'],
    tasks: `
- { name: none, cell: { name: a, value: x } }
- { name: web, cell: { name: a, value: x }, tags: [web] }
- { name: always, cell: { name: a, value: x }, tags: always }
- { name: never, cell: { name: a, value: x }, tags: [never, rare] }`,
    report: ['h1 web: changed', 'h1 always: ok'],
  },
  {
    key: 'become, become_user',
    tasks: `
- { name: root, cell: { name: Root, value: x }, become: true }
- { name: login, cell: { name: Root, value: y }, ignore_errors: true }
- { name: service, cell: { name: Root, value: y }, become: true, become_user: "{{ 'service' }}" }`,
    report: ['h1 root: changed', 'h1 login: ignored | exit 1: permission denied', 'h1 service: changed'],
  },
  {
    key: 'listen: a handler has more names than one',
    plays: `
- hosts: all
  gather_facts: false
  tasks:
    - { name: task, cell: { name: a, value: x }, notify: all of them }
  handlers:
    - { name: one, bump: { name: n }, listen: all of them }
    - { name: two, bump: { name: n }, listen: [some, all of them] }
    - { name: three, bump: { name: n } }`,
    report: ['h1 task: changed', 'h1 one: changed', 'h1 two: changed'],
  },
];
