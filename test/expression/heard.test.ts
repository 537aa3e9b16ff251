// What a host says leads to no file of this machine but those of the playbook, and decides nothing about another host.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { final, scopeOf } from '../../src/expression/scope.js';
import { evaluate, renderText } from '../../src/expression/template.js';
import { localFiles } from '../../src/files/files.js';
import { scalarAt } from '../../src/yaml/located.js';
import { newWorld } from '../engine/model.js';
import { runModel } from '../engine/run_model.js';
import { problemsOf } from './scopes.js';

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hostwright-heard-')));
  mkdirSync(join(folder, 'page', 'files'), { recursive: true });
  writeFileSync(join(folder, 'secret'), 'private');
  writeFileSync(join(folder, 'page', 'files', 'bookworm'), 'public');
  symlinkSync('bookworm', join(folder, 'page', 'files', 'stable'));
  symlinkSync('../../secret', join(folder, 'page', 'files', 'out'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const place = () => ({ file: join(folder, 'page', 'play.yml'), line: 1, column: 1 });
const heard = { host: 'web1', what: 'the facts of web1' };
const scopeWith = (release: string) =>
  scopeOf({
    facts: new Map([['release', final(release, false, heard)]]),
    'play vars': new Map([['mine', final(release)]]),
  });

describe('a path that is made of what a host says', () => {
  const files = () => localFiles([]);
  it.each<[string, string]>([
    ['bookworm', 'public'],
    ['stable', 'public'],
    ['out', 'the facts of web1'],
    ['../secret', 'the facts of web1'],
    ['x/../bookworm', 'the facts of web1'],
    ['FOLDER/secret', 'the facts of web1'],
    ['FOLDER/page/files/bookworm', 'the facts of web1'],
  ])('leads to no other file: %j', (name, expected) => {
    const release = name.replace('FOLDER', folder);
    const read = (text: string) =>
      problemsOf(() => evaluate(scalarAt(text, place()), scopeWith(release), { files: files() }));
    expect(read('x {{file release}}')).toContain(expected);
    const find = problemsOf(() => files().find('file', release, place(), heard.what));
    if (expected.startsWith('the')) expect(find).toContain(expected);
    expect(read('{{file release}}')).not.toContain('private');
  });

  it('is told from the user’s own, in the same text too', () => {
    const text = `{{release}} {{file "${folder}/secret"}} {{file mine}}`;
    const { value } = renderText(text, place(), scopeWith('../secret'), { files: localFiles([]) });
    expect(value).toBe('../secret private private');
  });
});

describe('what one host says', () => {
  const plays = (task: object) => [
    {
      hosts: 'all',
      tasks: [{ bump: { name: 'x' }, register: 'r' }, { assign: { who: '{{r.stdout}}' } }, task],
    },
  ];
  const run = (task: object) =>
    runModel({ plays: plays(task), hosts: ['evil', 'good'], forks: 2, world: newWorld(['evil', 'good']) });
  it.each<[string, object]>([
    ['become_user', { become: true, become_user: '{{lookup (lookup hostvars "evil") "who"}}' }],
    [
      'ansible_become_user',
      { become: true, vars: { ansible_become_user: '{{lookup (lookup hostvars "evil") "who"}}' } },
    ],
  ])('is no %s of another', async (_, more) => {
    const { outcomes, world } = await run({ cell: { name: 'a', value: '1' }, ...more });
    const good = outcomes.findLast(({ host }) => host === 'good');
    expect(good).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('what another host said'),
    });
    expect(world.hosts.get('good')?.has('a')).toBe(false);
  });

  it('may be its own become_user', async () => {
    const { outcomes } = await run({
      cell: { name: 'a', value: '1' },
      become: true,
      become_user: 'u{{r.stdout}}',
    });
    expect(outcomes.findLast(({ host }) => host === 'good')?.status).toBe('changed');
  });

  it('does not name this machine', async () => {
    const task = { cell: { name: 'a', value: '1' }, delegate_to: '127.0.0.{{r.stdout}}' };
    const { outcomes } = await run(task);
    expect(outcomes.findLast(({ host }) => host === 'evil')?.message).toContain('a host named this machine');
  });

  it('reaches another as data: no template, and quoted by whoever makes a command of it', async () => {
    const world = newWorld(['evil', 'good']);
    world.hosts.get('evil')?.set('owner', '{{ansible_facts.kernel}}');
    const tasks = [
      { cell: { name: 'owner', value: '{{ansible_facts.kernel}}$(x)' }, register: 'r' },
      { cell: { name: 'copied', value: '{{lookup (lookup (lookup hostvars "evil") "r") "value"}}' } },
    ];
    const told = await runModel({
      plays: [{ hosts: 'all', tasks }],
      hosts: ['evil', 'good'],
      forks: 2,
      world,
    });
    expect(told.world.hosts.get('good')?.get('copied')).toBe('1$(x)');
  });
});
