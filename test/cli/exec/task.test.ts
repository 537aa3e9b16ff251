// The words of `exec` and the task that they come to, or what is wrong with them.

import { describe, expect, it } from 'vitest';
import { playbookOf, type TaskWords } from '../../../src/cli/exec/task.js';
import { modulesByName } from '../../../src/modules/index.js';
import { noPages } from '../../../src/playbook/pages.js';
import { playbookFrom } from '../../../src/playbook/parse.js';
import { ProblemError } from '../../../src/problem.js';
import { entryOf, plain } from '../../../src/yaml/located.js';

function taskOf(command: readonly string[], words: TaskWords = {}): unknown {
  const play = playbookOf('all', command, words, modulesByName);
  const documents = [{ kind: 'list', items: [play], place: play.place } as const];
  playbookFrom({ documents, warnings: [] }, 'the command line', modulesByName, noPages);
  const tasks = entryOf(play, 'tasks')?.value;
  return tasks?.kind === 'list' && tasks.items[0] ? plain(tasks.items[0]) : undefined;
}

describe('a command', () => {
  it.each([
    [['uptime'], { command: { argv: ['uptime'] } }],
    [['df', '-h', '/var lib'], { command: { argv: ['df', '-h', '/var lib'] } }],
    [['df -h | tail -1'], { shell: 'df -h | tail -1' }],
    [['echo', '$HOME', ''], { command: { argv: ['echo', '$HOME', ''] } }],
  ])('%j', (words, task) => expect(taskOf(words)).toEqual(task));
});

describe('a module', () => {
  it.each([
    ['apt', 'name=nginx state=latest', { apt: { name: 'nginx', state: 'latest' } }],
    ['apt', 'nginx', { apt: 'nginx' }],
    [
      'apt',
      'name=nginx purge=false lock_timeout=5',
      { apt: { name: 'nginx', purge: false, lock_timeout: 5 } },
    ],
    [
      'file',
      'path=/srv/a state=directory mode=0750',
      { file: { path: '/srv/a', state: 'directory', mode: '0750' } },
    ],
    ['copy', 'dest=/etc/motd content="a = b"', { copy: { dest: '/etc/motd', content: 'a = b' } }],
    ['apt', '{ name: [nginx, openssl] }', { apt: { name: ['nginx', 'openssl'] } }],
    ['shell', 'A=1; echo $A', { shell: 'A=1; echo $A' }],
    ['shell', "echo 'not closed?'", { shell: "echo 'not closed?'" }],
    [undefined, 'uptime -p', { command: 'uptime -p' }],
    ['reboot', undefined, { reboot: {} }],
  ])('%s with %j', (module, args, task) => expect(taskOf([], { module, args })).toEqual(task));
});

describe('what is wrong is told', () => {
  it.each([
    [[], {}, 'nothing to run'],
    [['uptime'], { module: 'apt', args: 'nginx' }, 'a command after -- and a module (-m, -a) are two things'],
    [[], { module: 'apr', args: 'nginx' }, 'there is no module "apr"\n  did you mean "apt"?'],
    [[], { module: 'apt', args: 'name=nginx sate=latest' }, '--args:1:1: unknown parameter "sate" of apt'],
    [
      [],
      { module: 'file', args: 'path=/srv state' },
      '--args:1:1: "state" is no parameter\n  write name=value',
    ],
    [[], { module: 'file', args: 'path=/srv path=/etc' }, '--args:1:1: path stands there twice'],
    [
      [],
      { module: 'file', args: 'pth=/srv' },
      '--args:1:1: unknown parameter "pth" of file\n  did you mean "path"?',
    ],
    [[], { module: 'file', args: "path='/srv" }, '--args:1:1: a quote is not closed'],
    [[], { module: 'file', args: '{ path: [ }' }, '--args:1:11: not valid YAML'],
  ] as const)('%j %j', (command, words, said) => {
    expect(() => taskOf(command, words)).toThrow(ProblemError);
    expect(() => taskOf(command, words)).toThrow(said);
  });
});

it('becomes root, or somebody else', () => {
  const become = (words: TaskWords) => {
    const { become: flag, become_user: user } = plain(
      playbookOf('all', ['id'], words, modulesByName),
    ) as Record<string, unknown>;
    return { flag, user };
  };
  expect(become({})).toEqual({ flag: undefined, user: undefined });
  expect(become({ become: true })).toEqual({ flag: true, user: undefined });
  expect(become({ becomeUser: 'www-data' })).toEqual({ flag: true, user: 'www-data' });
});
