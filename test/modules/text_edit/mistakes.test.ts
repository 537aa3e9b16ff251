// What is wrong in tasks of lineinfile, blockinfile and replace, the other names of their parameters, and a text of a host
// on which a regular expression would never end.

import { describe, expect, it } from 'vitest';
import { modulesByName } from '../../../src/modules/index.js';
import { parsePlaybook } from '../../../src/playbook/parse.js';
import { tasksIn } from '../../../src/playbook/parts_of.js';
import { problemsOf } from '../../expression/scopes.js';
import { verdictOf } from '../ask_module.js';

const read = (task: string) => parsePlaybook(`- hosts: all\n  tasks:\n    - ${task}`, 'p', modulesByName);
const path = 'path: /srv/f';

it.each([
  [`lineinfile: { ${path} }`, '3:19: line: state: present needs the line'],
  [
    `lineinfile: { ${path}, state: absent }`,
    '3:42: state: which line is to go: write line, regexp or search_string',
  ],
  [
    `lineinfile: { ${path}, line: x, regexp: a, search_string: b }`,
    '3:70: search_string: regexp and search_string together are two answers to one question: write one of them',
  ],
  [
    `lineinfile: { ${path}, line: x, insertafter: a, insertbefore: b }`,
    '3:74: insertbefore: insertafter and insertbefore together are two answers to one question: write one of them',
  ],
  [
    `lineinfile: { ${path}, line: x, backrefs: true }`,
    '3:54: backrefs: backrefs needs regexp: its groups are what is referred to',
  ],
  [
    `lineinfile: { ${path}, line: x, regexp: "a(b" }`,
    '3:52: regexp: no regular expression: unterminated group',
  ],
  [
    `lineinfile: { ${path}, line: x, regexp: "a++" }`,
    '3:52: regexp: no regular expression: "++" is not supported: leave the + out',
  ],
  [
    `lineinfile: { ${path}, line: x, regexp: "[a" }`,
    '3:52: regexp: no regular expression: a [ is not closed by ]',
  ],
  [
    `lineinfile: { ${path}, line: x, regexp: "\\\\k" }`,
    '3:52: regexp: no regular expression: "\\k" means nothing',
  ],
  [
    `lineinfile: { ${path}, line: x, regexp: "(?i:a)" }`,
    '3:52: regexp: no regular expression: "(?i:" is not supported',
  ],
  [
    `lineinfile: { ${path}, line: x, insertafter: "*" }`,
    '3:57: insertafter: no regular expression: nothing to repeat',
  ],
  [
    `lineinfile: { ${path}, line: x, validate: sshd -t }`,
    '3:54: validate: expected %s in it: that is where the path of the new file stands',
  ],
  [
    `lineinfile: { ${path}, line: x, validate: "sh -c 'x %s" }`,
    '3:54: validate: a quote in it is not closed, or it ends in a backslash',
  ],
  [`lineinfile: { ${path}, line: x, encoding: utf-8 }`, '3:44: unknown parameter "encoding" of lineinfile'],
  [
    `lineinfile: { dest: /srv/f, ${path}, line: x }`,
    '3:35: "dest" and "path" are two names of one parameter\n  write path alone',
  ],
  [`lineinfile: { line: x }`, '3:19: lineinfile needs the parameter "path"'],
  [
    `lineinfile: path=/srv/f line=x`,
    "3:19: name=value is Ansible's short form of a map\n  write lineinfile: { path: /srv/f, line: x }",
  ],
  [
    `blockinfile: { ${path}, marker: "# mine" }`,
    '3:44: marker: the two marker lines have to differ: write {mark} in it',
  ],
  [
    `blockinfile: { ${path}, marker: "# {mark}", marker_begin: a, marker_end: a }`,
    '3:44: marker: the two marker lines have to differ: write {mark} in it',
  ],
  [`blockinfile: { ${path}, marker: "# {mark}\\nx" }`, '3:44: marker: a marker is one line'],
  [`replace: { ${path} }`, '3:16: replace needs the parameter "regexp"'],
  [
    `replace: { ${path}, regexp: "a{2,1}" }`,
    '3:40: regexp: no regular expression: numbers out of order in {} quantifier',
  ],
])('%s', (task, wanted) => expect(problemsOf(() => read(task))).toContain(`p:${wanted}`));

describe('the other names of parameters', () => {
  it.each([
    ['lineinfile: { dest: /srv/f, regex: a, value: b }', ['path', 'regexp', 'line']],
    ['blockinfile: { name: /srv/f, content: b }', ['path', 'block']],
    ['replace: { destfile: /srv/f, regexp: b }', ['path', 'regexp']],
  ])('%s', (task, names) => {
    const [{ params } = { params: undefined }] = tasksIn(read(task).plays[0]?.tasks ?? []);
    expect(params?.entries.map(({ key }) => key)).toEqual(names);
  });
});

describe('what a host says', () => {
  const above = { parent: '/srv', nearest: '/srv', isDirectory: true, closedTo: null };
  const file = { kind: 'file', mode: '0644', owner: 'root', group: 'root', target: null, above };
  const found = { ...file, knowsOwner: true, knowsGroup: true };

  it('stops no run: a regular expression has a second', () => {
    const wanted = { path: '/srv/f', regexp: '^(x+)+$', line: 'y' };
    const slow = { ...found, content: Buffer.from(`${'x'.repeat(60)}!\n`) };
    expect(verdictOf('lineinfile', wanted, slow)).toMatchObject({
      kind: 'missing',
      why: expect.stringContaining('takes more than a second for the text of /srv/f'),
    });
  });

  it('is not shown where the file is private, and shown where it is not', () => {
    const wanted = { path: '/srv/f', line: 'y' };
    const textsOf = (mode: string) => {
      const verdict = verdictOf('lineinfile', wanted, { ...found, mode, content: Buffer.from('x\n') });
      return verdict?.kind === 'change' ? verdict.fields[0]?.texts : verdict;
    };
    expect(textsOf('0600')).toBeUndefined();
    expect(textsOf('0644')).toEqual({ before: 'x\n', after: 'x\ny\n' });
  });
});
