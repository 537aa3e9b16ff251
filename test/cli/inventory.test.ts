// Sources of an inventory on this machine, and what `inventory` shows of them.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { showInventory } from '../../src/cli/inventory/show.js';
import { scopeOf } from '../../src/expression/scope.js';
import { evaluate } from '../../src/expression/template.js';
import { localFiles } from '../../src/files/files.js';
import { givenBy } from '../../src/inventory/given.js';
import { hostVariables } from '../../src/inventory/list.js';
import { formatProblem, ProblemError } from '../../src/problem.js';
import { loadExtraVars } from '../../src/project/inventory/extra_vars.js';
import { loadInventory } from '../../src/project/inventory/load.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostwright-inventory-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string, mode = 0o644): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

const files = localFiles([]);
const sealed = () => Promise.resolve({ kind: 'locked', message: 'cannot be opened' } as const);
const load = (...sources: readonly string[]) => loadInventory(sources, undefined, files, sealed);

/** Without the folder, whose name is another each time. */
async function problemsOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'no problem';
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(formatProblem).join('\n').replaceAll(`${folder}/`, '');
  }
}

const show = (options: Partial<Parameters<typeof showInventory>[1]>, group?: string) =>
  showInventory(group, { inventory: ['inventory.yml'], ...options });

describe('an executable inventory', () => {
  const program = (body: string) => write('prog', `#!/bin/sh\n${body}`, 0o755);

  it.each([
    ['echo "no \\033[31m route" >&2; exit 7', 'prog --list ended with exit code 7\n  no \x1b[31m route'],
    ['kill -9 $$', 'prog --list was ended by SIGKILL'],
    [
      'echo nope',
      'prog --list printed no JSON: it begins with "nope"\n  an executable inventory prints JSON and nothing else',
    ],
    ['echo "[]"', 'prog --list:1:1: expected a map of groups, found a list'],
    [`echo '{"web": {"hosts": "h1"}}'`, 'prog --list:1:19: expected a list of hosts, found the text "h1"'],
    [
      `[ $1 = --host ] && { echo "what of $2" >&2; exit 3; }; echo '{"web": ["h1", "h2"]}'`,
      'prog --host h1 ended with exit code 3\n  what of h1\nprog --host h2 ended with exit code 3\n  what of h2',
    ],
  ])('that says %s', async (body, problem) => expect(await problemsOf(load(program(body)))).toBe(problem));

  it('that complains without end is cut off', async () => {
    const told = await problemsOf(load(program('head -c 100000 /dev/zero | tr "\\0" x >&2; exit 1')));
    expect(told).toMatch(/^prog --list ended with exit code 1\n {2}x{2000} \.\.\. \(100000 characters\)$/);
  });

  it('is none where text is executable', async () => {
    const { hosts } = await load(write('hosts.yml', 'all: { hosts: { h1: } }', 0o755));
    expect([...hosts.keys()]).toEqual(['h1']);
  });
});

describe('several sources', () => {
  it('tell the mistakes of all of them at once', async () => {
    write('inv/a.yml', 'all:\n  host: x\n');
    write('inv/b', '[web]\nh1 x\n');
    write('inv/group_vars/web.yml', '- no\n');
    write('inv/host_vars/h1/x.yml', 'a: [\n');
    const told = await problemsOf(load(join(folder, 'inv'), join(folder, 'nowhere.yml')));
    expect(told.split('\n').filter((line) => !line.startsWith('  '))).toEqual([
      'inv/a.yml:2:3: unknown key "host" in a group',
      'inv/b:2:4: expected key=value, found "x"',
      'cannot read nowhere.yml: there is no such file',
      'inv/group_vars/web.yml:1:1: expected variables with their values, found a list',
      expect.stringMatching(/^inv\/host_vars\/h1\/x\.yml:\d+:\d+: not valid YAML/),
    ]);
  });

  it('an empty one is a warning', async () => {
    const { warnings } = await load(write('empty.yml', '# nothing\n'), 'h1,');
    expect(warnings.map(({ message }) => message)).toEqual(['the inventory is empty']);
  });
});

describe('Jinja in a value', () => {
  it('that is not used is kept as it is; used, it is a mistake with its place and the form to write', async () => {
    const inventory = await load(
      write('i.yml', 'all:\n  hosts: { h1: }\n  vars:\n    a: "{{ b | default(1) }}"\n'),
    );
    const host = inventory.hosts.get('h1');
    if (!host) throw new Error('no host');
    const levels = givenBy(inventory)(host);
    expect(hostVariables(levels)).toEqual({ a: '{{ b | default(1) }}' });
    const scope = scopeOf(levels);
    const variable = scope.lookup('a');
    const used = async () => variable?.kind === 'source' && evaluate(variable.node, scope, { files });
    expect(await problemsOf(used())).toMatch(/^i\.yml:4:\d+: .*\n {2}write \{\{default b 1\}\}$/);
  });
});

describe('extra variables', () => {
  const read = async (...texts: readonly string[]) =>
    hostVariables({ 'extra vars': await loadExtraVars(texts, files, sealed) });

  it('are words, JSON, YAML or files; the last wins', async () => {
    const file = write('x.yml', 'd: yes\ne: [1]\n');
    expect(await read(`a=1 b='two words' c="{{ x }}"`, '{"a": 1e3, "f": null}', `@${file}`, 'd=no')).toEqual({
      a: 1000,
      b: 'two words',
      c: '{{ x }}',
      d: 'no',
      e: [1],
      f: null,
    });
  });

  it.each([
    [
      'a=1 b',
      '--extra-vars:1:5: "b" is no variable with a value\n  write key=value, {"key": "value"}, or @FILE',
    ],
    ['[1]', '--extra-vars:1:1: expected variables with their values, found a list'],
    ['@nowhere.yml', 'cannot read nowhere.yml: there is no such file'],
  ])('%s', async (text, problem) => expect(await problemsOf(read(text))).toBe(problem));
});

describe('what is shown', () => {
  it('has no secret, and nothing that steers a terminal', async () => {
    const text =
      'all:\n  hosts:\n    h1:\n      ansible_password: hunter2\n      deep: { k: !vault abc, l: "\\u202e" }\n';
    const inventory = [write('i.yml', text)];
    expect(JSON.parse(await show({ inventory, host: 'h1' }))).toEqual({
      ansible_password: '(hidden)',
      deep: { k: '(hidden)', l: '\u202e' },
    });
    const listed = await show({ inventory, list: true });
    expect(listed).not.toMatch(/hunter2|abc|\u202e/);
    expect(JSON.parse(listed)).toMatchObject({
      _meta: { hostvars: { h1: {} } },
      ungrouped: { hosts: ['h1'] },
    });
  });

  it('says where a value is from, what it won over, and who reads it', async () => {
    const inventory = [
      write(
        'i.yml',
        'all:\n  vars: { domain: a.example, key: 1 }\n  children:\n    web: { hosts: { h1: { key: 2 } }, vars: { domain: b.example } }\n    zone: { hosts: { h1: }, vars: { domain: c.example, short: c } }\n',
      ),
    ];
    write('host_vars/h1/a.yml', 'key: 3\nansible_password: hunter2\n');
    write('host_vars/h1/b.yml', 'key: 4\nname: "{{ short }}"\n');
    write('t.j2', '{{ key }}\n');
    write(
      'site.yml',
      '- name: Web\n  hosts: all\n  tasks:\n    - name: a site\n      template: { src: t.j2, dest: /x }\n      when: domain != "x"\n',
    );
    const told = await show({ inventory, host: 'h1', origin: true, extraVars: ['key=5'] });
    expect(told.replaceAll(`${folder}/`, '').split('\n')).toEqual([
      'ansible_password: "(hidden)"',
      '  from     host_vars/h1/a.yml:2:19 (host_vars/HOST beside the inventory)',
      '  read by  hostwright itself',
      'domain: "c.example"',
      '  from     i.yml:5:45 (vars of other groups in the inventory)',
      '  over     "b.example", i.yml:4:55 (vars of other groups in the inventory)',
      '  over     "a.example", i.yml:2:19 (vars of the group all in the inventory)',
      '  read by  site.yml:4:7 a site',
      'key: "5"',
      '  from     --extra-vars:1:5 (--extra-vars)',
      '  over     4, host_vars/h1/b.yml:1:6 (host_vars/HOST beside the inventory)',
      '  over     3, host_vars/h1/a.yml:1:6 (host_vars/HOST beside the inventory)',
      '  over     2, i.yml:4:32 (variables of the host in the inventory)',
      '  over     1, i.yml:2:35 (vars of the group all in the inventory)',
      '  read by  site.yml:4:7 a site',
      'name: "{{ short }}"',
      '  from     host_vars/h1/b.yml:2:7 (host_vars/HOST beside the inventory)',
      '  read by  nobody that is known here',
      'short: "c"',
      '  from     i.yml:5:63 (vars of other groups in the inventory)',
      '  read by  host_vars/h1/b.yml:2:7 the variable name',
      '',
    ]);
  });

  it('names what the shipped playbook reads where there is no other, and steers no terminal', async () => {
    const inventory = [write('i.yml', 'all: { hosts: { h1: { domain: "a\\e[2J", owner: me } } }')];
    const told = await show({ inventory, host: 'h1', origin: true });
    expect(told).toMatch(/^domain: "a[^\x1b]*"\n {2}from .*\n {2}read by .*secure-websocket\.yml:/);
    expect(told).toContain('  and ');
    expect(told).toMatch(/^owner: "me"\n {2}from .*\n {2}read by {2}nobody that is known here$/m);
  });

  it.each<[Parameters<typeof show>[0], string | undefined, string]>([
    [{}, undefined, 'inventory shows one thing at a time\n  write --list, --graph or --host NAME'],
    [{ list: true, origin: true }, undefined, '--origin is for one host\n  write --host NAME --origin'],
    [{ list: true }, 'web', 'only --graph begins at a group\n  for a host: --host NAME'],
    [{ graph: true }, 'wbe', 'there is no group "wbe"\n  did you mean "web"?'],
    [{ host: 'h12' }, undefined, 'there is no host "h12"\n  did you mean "h13"?'],
  ])('%j %s', async (options, group, problem) => {
    const inventory = [write('i.yml', 'web: { hosts: { h13: } }')];
    expect(await problemsOf(show({ ...options, inventory }, group))).toBe(problem);
  });
});
