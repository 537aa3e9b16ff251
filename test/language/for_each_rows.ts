// `for_each`: what is done for each entry of a list, and what is read there.

import type { Row } from './row.js';

const list = (entries: string) => `
- hosts: all
  gather_facts: false
  vars: { port: 'P1', sites: ${entries} }
  tasks:`;

export const forEachRows: readonly Row[] = [
  {
    key: 'for_each: each entry over what is beside the list, in the order of the names',
    plays: `${list(`[{ name: b, port: 'P3' }, {}, { name: a }]`)}
    - cell: { name: "at-{{entry_name}}", value: "{{port}}" }
      for_each: sites`,
    report: ['h1 cell: changed', 'h1 cell (a): changed', 'h1 cell (b): changed'],
    after: { 'at-': 'P1', 'at-a': 'P1', 'at-b': 'P3' },
  },
  {
    key: 'for_each: without such a list it is done once',
    tasks: '- cell: { name: "x{{entry_name}}", value: y }\n  for_each: sites',
    report: ['h1 cell: changed'],
    after: { x: 'y' },
  },
  {
    key: 'for_each: what is registered in an entry is read in it, and together outside',
    plays: `${list(`[{ name: a, port: 'P5' }, { name: b, port: 'P6' }]`)}
    - heed: { name: x, value: "{{port}}" }
      for_each: sites
      register: said
    - cell: { name: "{{entry_name}}", value: "{{said.value}}" }
      for_each: sites
      when: entry_name == "b"
    - cell: { name: all, value: "{{said.results.length}} of them" }`,
    report: [
      'h1 heed (a): ok | heeded',
      'h1 heed (b): ok | heeded',
      'h1 cell (a): skipped | when: entry_name == "b"',
      'h1 cell (b): changed',
      'h1 cell: changed',
    ],
    after: { b: 'P6', all: '2 of them' },
  },
  {
    key: 'for_each: each with each item of a loop',
    plays: `${list(`[{ name: a }, { port: 'P2' }]`)}
    - cell: { name: "n{{entry_name}}{{item}}", value: "{{port}}" }
      for_each: sites
      loop: [y, z]`,
    report: [
      'h1 cell (y): changed',
      'h1 cell (z): changed',
      'h1 cell (a: y): changed',
      'h1 cell (a: z): changed',
    ],
    after: { ny: 'P2', nz: 'P2', nay: 'P1', naz: 'P1' },
  },
  {
    key: 'gather: a value of all entries, each once, also of those alike',
    plays: `${list(`[{ name: a, port: 'P5' }, { name: b, port: [P6, P5] }, { port: 'P5' }]`)}
    - cell: { name: all, value: "{{json (gather sites port)}}" }
    - cell: { name: alike, value: "{{json (gather sites entry_name port)}}" }
      for_each: sites
      when: entry_name == "a"`,
    report: [
      'h1 cell: changed',
      'h1 cell: skipped | when: entry_name == "a"',
      'h1 cell (a): changed',
      'h1 cell (b): skipped | when: entry_name == "a"',
    ],
    after: { all: '["P5","P6"]', alike: '["","a"]' },
  },
  {
    key: 'for_each: a block and a file that is imported',
    plays: `${list(`[{ name: a }, { name: b }]`)}
    - block:
        - cell: { name: "{{entry_name}}", value: x }
      for_each: sites
    - import_tasks: more.yml
      for_each: sites`,
    files: { 'more.yml': '- cell: { name: "{{entry_name}}2", value: x }\n' },
    report: ['h1 cell (a): changed', 'h1 cell (b): changed', 'h1 cell (a): changed', 'h1 cell (b): changed'],
    after: { a: 'x', b: 'x', a2: 'x', b2: 'x' },
  },
  {
    key: 'for_each: an entry that is to be absent is left out, and gather_absent has it',
    plays: `${list(`[{ name: a, state: absent, port: 'P5' }, { name: b, state: present }, { name: c, state: "{{port}}" }]`)}
    - heed: { name: x, value: "{{port}}" }
      for_each: sites
      register: said
    - cell: { name: "{{entry_name}}", value: "{{said.value}}" }
      for_each: sites
    - cell: { name: all, value: "{{json (gather sites entry_name)}} {{json (gather_absent sites port)}}" }`,
    report: [
      'h1 heed (b): ok | heeded',
      'h1 heed (c): ok | heeded',
      'h1 cell (b): changed',
      'h1 cell (c): changed',
      'h1 cell: changed',
    ],
    after: { b: 'P1', c: 'P1', all: '["b","c"] ["P5"]' },
  },
  {
    key: 'for_each: what stands beside the list holds for entries that do not say it',
    plays: `
- hosts: all
  gather_facts: false
  vars: { state: absent, sites: [{ name: a }, { name: b, state: present }] }
  tasks:
    - cell: { name: "{{entry_name}}", value: x }
      for_each: sites
    - cell: { name: none, value: x }
      for_each: no_list`,
    report: ['h1 cell (b): changed', 'h1 cell: skipped | its loop is empty'],
    after: { b: 'x' },
  },
];
