// Blocks: what they hand on to their tasks, and the transaction that they may be.

import { describe, expect, it } from 'vitest';
import { selectParts } from '../../src/engine/play/tags.js';
import { modulesByName } from '../../src/modules/index.js';
import { parsePlaybook } from '../../src/playbook/parse.js';
import { tasksIn } from '../../src/playbook/parts_of.js';
import type { Block, Part } from '../../src/playbook/play.js';
import { problemsOf } from '../expression/scopes.js';

const read = (tasks: string) =>
  parsePlaybook(`- hosts: all\n  tasks:\n${tasks.replace(/^(?=.)/gm, '    ')}`, 'site.yml', modulesByName)
    .plays[0]?.tasks ?? [];

const nested = read(`
- name: outer
  when: a
  become: true
  become_user: www
  tags: [x]
  vars: { v: 1, w: 1 }
  block:
    - name: inner
      when: b
      tags: y
      vars: { w: 2 }
      block:
        - name: one
          when: c
          become: false
          tags: z
          vars: { u: 3 }
          command: id
    - name: two
      command: id
- name: three
  command: id
`);

describe('what a block says for its tasks', () => {
  const [one, two, three] = tasksIn(nested);

  it('adds up: conditions, tags and variables', () => {
    expect(one?.when.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
    expect(one?.tags).toEqual(['x', 'y', 'z']);
    expect([...(one?.vars.keys() ?? [])].sort()).toEqual(['u', 'v', 'w']);
    expect(one?.vars.get('w')).toMatchObject({ node: { value: 2 } });
    expect(two?.when.map(({ text }) => text)).toEqual(['a']);
    expect(three).toMatchObject({ when: [], tags: [] });
  });

  it('stands back behind what a task says itself', () => {
    expect(one).toMatchObject({ become: { value: false }, becomeUser: { text: 'www' } });
    expect(two).toMatchObject({ become: { value: true } });
  });

  it('leaves the order of the page', () => {
    expect(tasksIn(nested).map(({ name }) => name.text)).toEqual(['one', 'two', 'three']);
  });
});

const [transaction] = read(`
- name: site
  validate: [nginx -t, "true"]
  confirm: 2m
  undo: ufw reload
  block:
    - { name: write, copy: { dest: /x, content: x }, tags: files }
  prove:
    - { name: works, command: "true", tags: prove, changed_when: false }
`) as readonly Block[];

describe('a transaction', () => {
  it('is what a block becomes by validate, confirm, undo or prove', () => {
    const { validate, confirm, undo, prove } = transaction?.transaction ?? {};
    expect(validate).toMatchObject([
      { name: { text: 'nginx -t' }, module: 'shell', checkMode: false, changedWhen: [{ value: false }] },
      { name: { text: 'true' } },
    ]);
    expect(confirm).toBe(120);
    expect(undo?.map(({ text }) => text)).toEqual(['ufw reload']);
    expect(prove).toMatchObject([{ name: { text: 'works' } }]);
    expect(nested[0]).toMatchObject({ kind: 'block', transaction: undefined });
  });

  it('holds nothing that could not be put back', () => {
    const problems = problemsOf(() => read('- block: [{ apt: hello }]\n  confirm: 60s'));
    expect(problems).toContain('"apt" does not say what it replaces, so this block could not put it back');
    expect(read('- block: [{ apt: hello, irreversible: true }]\n  confirm: 60s')).toHaveLength(1);
    expect(
      read('- block: [{ command: id, changed_when: false, check_mode: false }]\n  confirm: 60s'),
    ).toHaveLength(1);
  });

  it.each([
    ['files', ['write', 'nginx -t', 'true', 'works']],
    ['prove', ['nginx -t', 'true', 'works']],
    ['other', []],
    [undefined, ['write', 'nginx -t', 'true', 'works']],
  ])('keeps what judges it with --tags %s', (tag, left) => {
    const selected: readonly Part[] = selectParts(
      transaction ? [transaction] : [],
      tag === undefined ? undefined : new Set([tag]),
    );
    expect(tasksIn(selected).map(({ name }) => name.text)).toEqual(left);
  });
});
