// getent says of this machine's databases what Ansible's own getent says, except for the hashes of passwords.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.js';
import { useTools } from '../setup/tools.js';
import { probeOf, refusals, runAction } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

useTools({ '/usr/bin/ansible-inventory': 'ansible-core' });

const folder = mkdtempSync(join(tmpdir(), 'hostwright-getent-'));
afterAll(() => rmSync(folder, { recursive: true }));

const questions: readonly JsonObject[] = [
  ...['passwd', 'group', 'hosts', 'services', 'protocols', 'networks', 'rpc'].map((database) => ({
    database,
  })),
  { database: 'passwd', key: 'root' },
  { database: 'passwd', key: '0' },
  { database: 'passwd', key: 'root', service: 'files' },
  { database: 'passwd', key: 'root', split: 'o' },
  { database: 'services', key: 'ssh', split: '/' },
  { database: 'services', key: 'ssh' },
  { database: 'hosts', key: 'localhost' },
  // Several records of one name.
  { database: 'ahosts', key: '127.0.0.1' },
  { database: 'passwd', key: 'nobody-of-this-name', fail_key: false },
  { database: 'passwd', key: 'nobody-of-this-name' },
  { database: 'passwd', key: "it's; $(false)" },
  { database: 'passwd', key: 'root', service: 'nobody-of-this-name' },
  { database: 'netgroup' },
  { database: 'nonsense' },
  { database: 'nonsense', fail_key: false },
];

describe.each(localShells)('$name', ({ shell }) => {
  const ask = (question: JsonObject, before = '') => {
    const seen = runLocally(shell, before + probeOf('getent', question));
    expect(seen.code, seen.stderr.toString()).toBe(0);
    return runAction('getent', question, { seen });
  };

  it('says what Ansible says', async () => {
    const theirs = askAnsible();
    for (const [index, question] of questions.entries()) {
      const { failed = false, result } = await ask(question);
      expect({ failed, facts: result?.ansible_facts }, JSON.stringify(question)).toEqual(theirs[index]);
    }
  });

  it('takes a number for a key', async () => {
    const { result } = await ask({ database: 'passwd', key: 0 });
    const root = ['x', '0', '0', 'root', '/root', expect.any(String)];
    expect(result).toEqual({ ansible_facts: { getent_passwd: { root } } });
  });

  it.each([
    [
      'passwd',
      'no-such-name',
      'the database passwd has no no-such-name: correct the key, or set fail_key: false',
    ],
    ['nonsense', 'x', 'the host knows no database nonsense, or no service: correct the name'],
    ['netgroup', undefined, 'the host does not list the database netgroup: name a key'],
  ])('says why it fails: %s %s', async (database, key, message) => {
    const question = { database, ...(key !== undefined && { key }) };
    expect(await ask(question)).toEqual({ failed: true, message });
  });

  it('says that there is no getent', async () => {
    const answer = await ask({ database: 'hosts' }, `PATH='${folder}'\n`);
    expect(answer.message).toBe('the host has no getent: install the package that brings it');
  });

  describe('where another getent answers', () => {
    const other = join(folder, shell.join('-'));
    const first = `PATH='${other}':"$PATH"\n`;
    beforeAll(() => {
      mkdirSync(other);
      // The second fields that shadow(5), passwd(5) and shadow-utils write.
      const second = ['$y$j9T$salt$hash', '!$6$salt$hash', 'xyDESofold123', '', 'x', '*', '!', '!*', '!!'];
      const lines = second.map((field, index) => `u${index}:${field}:20000:0:99999:7:::`);
      writeFileSync(join(other, 'getent'), `#!/bin/sh\ncat <<'END'\n${lines.join('\n')}\ncode=3\nEND\n`);
      chmodSync(join(other, 'getent'), 0o755);
    });

    it.each(['shadow', 'gshadow', 'passwd', 'group'])('no hash of %s leaves the host', async (database) => {
      const { stdout } = runLocally(shell, first + probeOf('getent', { database }));
      const told = stdout.toString().split('\n').slice(0, 9);
      expect(told.map((line) => line.split(':')[1])).toEqual([
        '(hidden)',
        '!(hidden)',
        '(hidden)',
        '',
        'x',
        '*',
        '!',
        '!*',
        '!!',
      ]);
      expect(stdout.toString()).not.toMatch(/hash|DES/);
    });

    it('an entry does not pose as the exit code', async () => {
      const { result } = await ask({ database: 'passwd' }, first);
      expect(result).toMatchObject({ ansible_facts: { getent_passwd: { 'code=3': [] } } });
    });
  });
});

it('does not take what it may not read for absent', () => {
  const script = probeOf('getent', { database: 'shadow', key: 'root', fail_key: false });
  const { code, stderr } = runLocally(['setpriv', '--reuid=1', '--clear-groups', 'sh'], script);
  expect({ code, said: stderr.toString() }).toEqual({ code: 1, said: 'daemon may not read /etc/shadow\n' });
});

it.each<[JsonObject, string]>([
  [{ key: 'root' }, 'database: Invalid input: expected string, received undefined'],
  [{ database: '../passwd' }, 'database: expected the name of a database, such as passwd'],
  [{ database: '-s' }, 'database: expected the name of a database, such as passwd'],
  [{ database: 'passwd', key: '-s' }, 'key: expected a key that does not begin with -'],
  [{ database: 'passwd', key: '' }, 'key: expected a key that does not begin with -'],
  [{ database: 'passwd', key: ['root'] }, 'key: expected a text or a number'],
])('refuses %j', (params, refusal) => {
  expect(refusals('getent', params)).toEqual([refusal]);
});

/** Whether it failed, and the facts that it would set. */
function askAnsible(): readonly unknown[] {
  const script = join(import.meta.dirname, 'getent', 'answers.py');
  const input = JSON.stringify(questions);
  const answers = JSON.parse(
    execFileSync('/usr/bin/python3', [script], { input, encoding: 'utf8' }),
  ) as readonly {
    readonly failed?: boolean;
    readonly ansible_facts?: unknown;
  }[];
  return answers.map(({ failed = false, ansible_facts: facts }) => ({ failed, facts }));
}
