import { describe, expect, it } from 'vitest';
import { parsePlaybook } from '../../src/playbook/parse.js';
import { tasksIn } from '../../src/playbook/parts_of.js';
import { plain } from '../../src/yaml/located.js';
import { problemsOf } from '../expression/scopes.js';
import { modules } from './tasks.js';

const read = (text: string) => parsePlaybook(text, 'site.yml', modules);
/** A play with these tasks, from line 3 on. */
const play = (tasks: string) => `- hosts: all\n  tasks:\n${tasks.replace(/^(?=.)/gm, '    ')}`;

describe('a playbook', () => {
  const [first, second] = read(`
- name: first
  hosts: [rpc, boot]
  become: yes
  become_user: "{{owner}}"
  gather_facts: no
  tags: base
  vars:
    port: 9944
  tasks:
    - name: one
      any: x
      when: [port > 1, true]
      loop: [a]
      register: out
      tags: [x, "y, z"]
      notify: [reload, again]
      no_log: true
      ignore_errors: yes
      changed_when: false
      failed_when: out.rc != 0
      check_mode: false
      timeout: 30
      delegate_to: localhost
      vars: { v: 1 }
    - ansible.builtin.any:
        number: 1
      become: false
  handlers:
    - name: reload
      any: y
      listen: again
- hosts: all
  tasks:
`).plays;
  const [one, two] = tasksIn(first?.tasks ?? []);

  it('has plays', () => {
    expect(first).toMatchObject({ name: 'first', hosts: { text: 'rpc,boot' }, gatherFacts: false });
    expect(second).toMatchObject({ name: 'all', hosts: { text: 'all' }, gatherFacts: true, tasks: [] });
    expect(first?.vars.get('port')).toMatchObject({ kind: 'source', node: { value: 9944 } });
  });

  it('has tasks with every keyword', () => {
    expect(one).toMatchObject({
      id: 1,
      place: { file: 'site.yml', line: 11, column: 7 },
      name: { text: 'one' },
      module: 'any',
      when: [{ text: 'port > 1' }, { value: true }],
      loop: { items: { kind: 'list' }, variable: 'item' },
      register: 'out',
      become: { text: 'yes' },
      becomeUser: { text: '{{owner}}' },
      delegateTo: { text: 'localhost' },
      tags: ['base', 'x', 'y', 'z'],
      notify: [{ text: 'reload' }, { text: 'again' }],
      noLog: true,
      ignoreErrors: true,
      changedWhen: [{ value: false }],
      failedWhen: [{ text: 'out.rc != 0' }],
      checkMode: false,
      timeout: 30,
    });
    expect(one && plain(one.params)).toEqual({ text: 'x' });
    expect(one?.vars.has('v')).toBe(true);
  });

  it('takes over become, and knows full names of modules', () => {
    expect(two).toMatchObject({
      id: 2,
      module: 'any',
      name: { text: 'any' },
      become: { value: false },
      noLog: false,
    });
  });

  it('numbers handlers after the tasks of their play', () => {
    expect(first?.handlers).toMatchObject([{ names: ['reload', 'again'], part: { kind: 'task', id: 3 } }]);
  });
});

describe('mistakes in a play', () => {
  it.each([
    ['', 'site.yml:1:1: the playbook is empty'],
    ['[]', 'site.yml:1:1: the playbook has no plays'],
    ['hosts: all', 'site.yml:1:1: expected a list of plays, found a map'],
    ['- x', 'site.yml:1:3: expected a play, found the text "x"'],
    ['- tasks: []', 'site.yml:1:3: a play needs hosts\n  write hosts: all, or names or groups'],
    ['- hosts: all\n  taks: []', 'site.yml:2:3: unknown key "taks" in a play\n  did you mean "tasks"?'],
    ['- hosts: all\n  roles: [x]', 'site.yml:2:11: there is no role "x"\n  looked for roles/x, x'],
    [
      '- hosts: all\n  serial: many',
      'site.yml:2:11: expected how many hosts a batch has\n  write serial: 2, serial: 30%, or a list of such for one batch after another',
    ],
    ['- hosts: all\n  max_fail_percentage: 101', 'site.yml:2:24: expected a percentage, from 0 to 100'],
    [
      '- hosts: all\n  any_errors_fatal: true\n  tasks: [{ any: x, any_errors_fatal: false }]',
      'site.yml:3:11: any_errors_fatal: false is of no effect where the play says true\n  leave it out at the play, and write any_errors_fatal: true at its blocks and tasks',
    ],
    [
      '- hosts: all\n  force_handlers: false',
      'site.yml:2:19: force_handlers cannot be false\n  leave it out: handlers that are due run also after a failure, or by the next apply',
    ],
    [
      '- hosts: all\n  order: shufle',
      'site.yml:2:10: "shufle" is no order of hosts\n  did you mean "shuffle"?',
    ],
    ['- hosts: "{{x}}"', 'site.yml:1:10: hosts cannot hold a template\n  use --limit'],
    ['- hosts: [a, "{{x}}"]', 'site.yml:1:14: hosts cannot hold a template\n  use --limit'],
    ['- hosts: all\n  tasks: x', 'site.yml:2:10: expected a list of tasks, found the text "x"'],
    ['- hosts: all\n  gather_facts: maybe', 'site.yml:2:17: expected true or false, found the text "maybe"'],
    [
      '- hosts: all\n  vars: { my-var: 1 }',
      'site.yml:2:11: "my-var" cannot be the name of a variable\n  a name has letters, digits and _, and begins with no digit',
    ],
    ['- hosts: all\n  vars: [a]', 'site.yml:2:9: expected variables with their values, found a list'],
    [
      '- hosts: all\n  vars:\n    x: "{{ y | upper }}"',
      'site.yml:3:9: cannot read the template {{ y | upper }}\n  there are no filters: helpers come first, as in {{join list ", "}}',
    ],
    ['---\n- hosts: all\n---\n- hosts: all', 'site.yml:4:1: a playbook is one YAML document'],
  ])('%j', (text, problems) => expect(problemsOf(() => read(text))).toBe(problems));
});

describe('mistakes in a task', () => {
  it.each([
    ['- anny: x', 'site.yml:3:7: unknown module "anny"\n  did you mean "any"?'],
    ['- apt: x', 'site.yml:3:7: unknown module "apt"\n  hostwright modules lists the modules'],
    [
      '- community.general.anyy: x',
      'site.yml:3:7: unknown module "community.general.anyy"\n  did you mean "any"?',
    ],
    ['- name: x', 'site.yml:3:7: the task has no module'],
    ['- any: x\n  wen: true', 'site.yml:4:7: unknown key "wen" in a task\n  did you mean "when"?'],
    [
      '- any: x\n  listen: y',
      'site.yml:4:7: unknown key "listen" in a task\n  hostwright modules lists what a task can do',
    ],
    [
      '- any: x\n  content: { dest: /x }',
      'site.yml:4:7: a task has one module; "any" and "content" are two\n  make them two tasks',
    ],
    [
      '- any: x\n  with_items: [a]',
      'site.yml:4:7: "with_items" is not supported yet\n  write loop: with a list',
    ],
    ['- block: []', 'site.yml:3:14: the block has no tasks'],
    [
      '- any: x\n  rescue: []',
      'site.yml:4:7: "rescue" is not supported yet\n  write it beside block:, with the tasks that may fail in there',
    ],
    [
      '- block: [{ content: { dest: /x, src: y }, delegate_to: other }]\n  undo: w',
      'site.yml:3:61: what is done on another host cannot be taken back by this block\n  move it before the block, or write irreversible: true to have it stay when the others are taken back',
    ],
    [
      '- confirm: 60s\n  block: [{ block: [{ any: x, irreversible: true }], undo: w }]',
      'site.yml:4:15: a transaction cannot stand in another one\n  leave validate, prove, confirm and undo to one of the two',
    ],
    [
      '- any: x\n  loop_control: { loop_var: y }',
      'site.yml:4:7: loop_control without a loop\n  write loop: with a list, or leave loop_control out',
    ],
    [
      '- any: x\n  loop: [a]\n  loop_control: { loopvar: y }',
      'site.yml:5:23: unknown key "loopvar" in loop_control\n  did you mean "loop_var"?',
    ],
    [
      '- any: x\n  environment: PATH=/bin',
      'site.yml:4:20: environment is a map of variables\n  write each on a line of its own: NAME: value',
    ],
    ['- any: x\n  until: x\n  delay: soon', 'site.yml:5:14: expected a number of seconds'],
    ['- any: x\n  throttle: 0', 'site.yml:4:17: expected a whole number from 1 on'],
    ['- any: { txt: x }', 'site.yml:3:14: unknown parameter "txt" of any\n  did you mean "text"?'],
    ['- any: { number: x }', 'site.yml:3:22: number: expected a number; found "x"'],
    [
      '- any: { choice: presnt }',
      'site.yml:3:22: choice: expected one of present, absent; found "presnt"\n  did you mean "present"?',
    ],
    [
      '- any: { mode: 420 }',
      'site.yml:3:20: mode: expected permission bits in quotes, such as "0644": a number has already lost its octal digits; found 420',
    ],
    [
      '- content: { src: x }',
      'site.yml:3:16: content needs the parameter "dest"\n  hostwright modules content lists its parameters',
    ],
    [
      '- content:',
      'site.yml:3:7: content needs the parameter "dest"\n  hostwright modules content lists its parameters',
    ],
    [
      '- content: dest=/x',
      "site.yml:3:16: name=value is Ansible's short form of a map\n  write content: { dest: /x }",
    ],
    [
      '- any: mode=755',
      'site.yml:3:12: name=value is Ansible\'s short form of a map\n  write any: { mode: "755" }',
    ],
    [
      '- any: "{{ x | upper }}"',
      'site.yml:3:13: cannot read the template {{ x | upper }}\n  there are no filters: helpers come first, as in {{join list ", "}}',
    ],
    ['- any: { that: "a and b" }', 'site.yml:3:23: not a condition: unexpected "and"\n  write && for and'],
    ['- any: x\n  when: a is defined', 'site.yml:4:15: not a condition: unexpected "is"\n  write has(a)'],
    ['- any: x\n  when: { a: 1 }', 'site.yml:4:13: expected a condition, found a map'],
    ['- any: x\n  changed_when: { a: b }', 'site.yml:4:21: expected a condition, found a map'],
    [
      '- any: x\n  loop: abc',
      'site.yml:4:13: loop needs a list\n  write a list, or loop: "{{ name_of_a_list }}"',
    ],
    ['- any: x\n  become: maybe', 'site.yml:4:15: become is true or false'],
    ['- any: x\n  no_log: "{{x}}"', 'site.yml:4:15: expected true or false, found the text "{{x}}"'],
    [
      '- any: x\n  register: a.b',
      'site.yml:4:17: "a.b" cannot be the name of a variable\n  a name has letters, digits and _, and begins with no digit',
    ],
    ['- any: x\n  check_mode: maybe', 'site.yml:4:19: expected true or false, found the text "maybe"'],
    ['- any: x\n  timeout: soon', 'site.yml:4:16: expected a number of seconds'],
    [
      '- any: x\n  notify: relaod',
      'site.yml:4:15: there is no handler "relaod"\n  name a handler of the same play',
    ],
  ])('%j', (tasks, problems) => expect(problemsOf(() => read(play(tasks)))).toBe(problems));

  it('what holds a template is left for its turn', () => {
    const tasks = '- any: { number: "{{x}}", choice: "{{y}}" }\n- content: { src: "{{x}}", dest: "{{y}}" }\n';
    expect(read(play(tasks)).plays[0]?.tasks).toHaveLength(2);
  });

  it('all are found in one go, in the order of the page', () => {
    const text = `${play('- anny: x\n- any: { number: x }\n  wen: 1\n')}\n- host: all\n`;
    expect(problemsOf(() => read(text)).match(/^site.yml:\d+:\d+/gm)).toEqual([
      'site.yml:3:7',
      'site.yml:4:22',
      'site.yml:5:7',
      'site.yml:7:3',
      'site.yml:7:3',
    ]);
  });

  it.each([
    ['reload', 'no problem'],
    ['again', 'no problem'],
    ['"{{which}}"', 'no problem'],
    ['relod', 'site.yml:4:13: there is no handler "relod"\n  did you mean "reload"?'],
  ])('notify: %s', (name, answer) => {
    const handlers = '  handlers:\n    - { name: reload, any: x, listen: again }';
    const text = `- hosts: all\n  tasks:\n    - any: x\n      notify: ${name}\n${handlers}`;
    expect(
      problemsOf(() => read(text).file)
        .replace(/no problem.*/, 'no problem')
        .replace(':15:', ':13:'),
    ).toBe(answer);
  });

  it('two handlers of one name', () => {
    const text = '- hosts: all\n  handlers:\n    - { name: r, any: x }\n    - { name: r, any: y }';
    expect(problemsOf(() => read(text))).toBe(
      'site.yml:4:7: two handlers are named "r"\n  the other is in line 3',
    );
  });
});
