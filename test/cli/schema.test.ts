// The JSON Schema that editors use, through a validator that is not ours: what hostwright takes, the schema takes, and
// what it can tell to be wrong it refuses.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { inventorySchema } from '../../src/inventory/json_schema.js';
import { parseInventory } from '../../src/inventory/parse.js';
import { modules, modulesByName } from '../../src/modules/index.js';
import { playbookSchema } from '../../src/playbook/json_schema.js';
import { keyDescriptions } from '../../src/playbook/key_descriptions.js';
import { blockKeys, handlerKeys, playKeys, taskKeys } from '../../src/playbook/keys.js';
import { parsePlaybook } from '../../src/playbook/parse.js';
import { ProblemError } from '../../src/problem.js';
import { root, useProgram } from './hostwright.js';

const ajv = new Ajv({ allowUnionTypes: true, allErrors: true });
const playbook = ajv.compile(playbookSchema(modules));
const inventory = ajv.compile(inventorySchema());
const program = useProgram();

const read = (file: string) => readFileSync(join(root, file), 'utf8');

function playbooksIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder)).flatMap((file) =>
    file.endsWith('.yml') ? [`${folder}/${file}`] : [],
  );
}

/** What the validator says is wrong, reading YAML as editors do. */
function wrongIn(validate: ValidateFunction, text: string): readonly string[] {
  return validate(load(text))
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

function isTaken(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

const takesPlaybook = (text: string) => isTaken(() => parsePlaybook(text, 'site.yml', modulesByName));
const takesInventory = (text: string) => isTaken(() => parseInventory(text, 'inventory.yml'));

describe('what is shipped is valid', () => {
  it.each(['playbooks', 'bench'].flatMap(playbooksIn))('%s', (file) => {
    expect(wrongIn(playbook, read(file))).toEqual([]);
  });

  it('inventory.example.yml', () => expect(wrongIn(inventory, read('inventory.example.yml'))).toEqual([]));

  it('the playbook of the README', () => {
    const [, text = ''] = /## A playbook of your own\n\n```yaml\n([^`]+)```/.exec(read('README.md')) ?? [];
    expect(wrongIn(playbook, text)).toEqual([]);
    expect(text).toContain('hosts: web');
  });

  it.each(modules)('the example of $name', ({ example }) => {
    const indented = example.trim().replaceAll(/^/gm, '    ');
    expect(wrongIn(playbook, `- hosts: all\n  tasks:\n${indented}\n`)).toEqual([]);
  });
});

const shipped = read('playbooks/secure-websocket.yml');
const example = read('inventory.example.yml');

it.each([
  ['a key of a play', '  hosts: all', '  host: all'],
  ['a play without hosts', '  hosts: all\n', ''],
  ['a key of a task', 'register: capacity', 'registre: capacity'],
  ['a key of a block', '      prove:', '      proof:'],
  ['a module', '      assert:', '      asert:'],
  ['two modules', '        that:', '        that: x\n      debug:\n        msg:'],
  ['a parameter', '        state: started', '        sate: started'],
  ['a missing parameter', '        dest: /etc/apache2/mods-available/hostwright_pcre.load\n', ''],
  ['a word', 'state: directory', 'state: folder'],
  ['a path', 'path: /etc/systemd', 'path: etc/systemd'],
  ['a boolean', 'enabled: true', 'enabled: perhaps'],
  ['a list', 'tags: always', 'loop: { a: b }'],
  ['a map', 'service: { name: nginx, state: restarted }', 'service: [nginx, restarted]'],
  ['the name of a variable', 'register: host_check', 'register: host check'],
  ['check_mode', 'check_mode: false', 'check_mode: perhaps'],
  ['with_items', 'tags: always', 'with_items: [a]'],
])('the shipped playbook with a mistake in %s is refused by both', (_what, right, wrong) => {
  expect(shipped).toContain(right);
  const text = shipped.replace(right, wrong);
  expect({ schema: wrongIn(playbook, text).length > 0, hostwright: !takesPlaybook(text) }).toEqual({
    schema: true,
    hostwright: true,
  });
});

it.each([
  ['a key of a group', '  vars:', '  variables:'],
  ['a list of hosts', '  hosts:\n', '  hosts: [rpc1, rpc2]\n  children:\n'],
  [
    'a host that is a text',
    '    rpc2:\n      ansible_host: 192.0.2.12\n      proxy: apache2\n',
    '    rpc2: 192.0.2.12\n',
  ],
])('the example inventory with %s is refused by both', (_what, right, wrong) => {
  expect(example).toContain(right);
  const text = example.replace(right, wrong);
  expect({ schema: wrongIn(inventory, text).length > 0, hostwright: !takesInventory(text) }).toEqual({
    schema: true,
    hostwright: true,
  });
});

it.each([
  ['ansible_port: ssh', 'a port'],
  ['ansible_connection: winrm', 'a way to connect'],
  ['ansible_become_method: runas', 'a way to become'],
])('of a variable that hostwright reads, %s is marked', (line) => {
  expect(wrongIn(inventory, `all:\n  hosts:\n    h1: { ${line} }\n`)).not.toEqual([]);
});

const values = [
  ...['text', '5', 'true', 'yes', 'null', '[]', '[a, b]', '[5]', '{ a: 1 }', '"{{x}}"', '60s', '0.5'],
  ...['sudo', 'false', '[{ debug: hello }]', '{ debug: hello }', '[{ file: { path: /a, mode: 0644 } }]'],
  '{ label: x }\n      loop: [a]',
  'reverse_sorted',
  '30%',
  '[{ name: a, prompt: A, default: b, private: false, confirm: true }]',
  '[1, 30%]',
];

const around: readonly (readonly [string, readonly string[], (line: string) => string])[] = [
  [
    'a play',
    playKeys,
    (line) => `- hosts: all\n  ${line}\n${line.startsWith('tasks') ? '' : '  tasks: [{ debug: hello }]\n'}`,
  ],
  ['a task', taskKeys, (line) => `- hosts: all\n  tasks:\n    - debug: hello\n      ${line}\n`],
  [
    'a block',
    blockKeys,
    (line) => `- hosts: all\n  tasks:\n    - block: [{ debug: hello }]\n      ${line}\n`,
  ],
  ['a handler', handlerKeys, (line) => `- hosts: all\n  handlers:\n    - debug: hello\n      ${line}\n`],
];

describe.each(around)('nothing that may stand in %s is marked as wrong', (_what, keys, write) => {
  it.each(keys.filter((key) => key !== 'hosts' && key !== 'block'))('%s', (key) => {
    const taken = values.map((value) => write(`${key}: ${value}`)).filter(takesPlaybook);
    expect(taken.flatMap((text) => wrongIn(playbook, text))).toEqual([]);
    expect(taken.length, 'no value of these may stand there: add one').toBeGreaterThan(0);
  });
});

it('every key says what it is for', () => {
  for (const { about } of Object.values(keyDescriptions)) expect(about).toMatch(/^\S.{8,}[^.]$/);
});

it.concurrent.for([
  [['schema'], playbookSchema(modules)],
  [['schema', 'playbook'], playbookSchema(modules)],
  [['schema', 'inventory'], inventorySchema()],
] as const)('hostwright %s prints it', async ([words, schema]) => {
  const { code, stdout } = await program.run('/', words);
  expect({ code, schema: JSON.parse(stdout) }).toEqual({ code: 0, schema });
});
