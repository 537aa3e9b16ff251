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
import { shippedArguments } from '../../src/project/shipped_arguments.js';
import { asPlay, shippedFiles } from '../playbooks/shipped.js';
import { runHere } from './here.js';
import { root } from './hostwright.js';

const ajv = new Ajv({ allowUnionTypes: true, allErrors: true });
const playbook = ajv.compile(playbookSchema(modules));
const inventory = ajv.compile(inventorySchema(shippedArguments()));

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

  const lists = [...shippedFiles].filter(([path]) => path.includes('/tasks/') || path.includes('/handlers/'));
  it.each(lists)('%s', (_file, text) => expect(wrongIn(playbook, asPlay(text))).toEqual([]));

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

const example = read('inventory.example.yml');

const play = read('playbooks/secure-websocket.yml');
const tasksOf = (file: string) => asPlay(read(`playbooks/roles/${file}.yml`));
const apache = tasksOf('apache2/tasks/install').replaceAll(/^ *notify: .*\n/gm, '');

it.each([
  ['a key of a play', play, '  hosts: all', '  host: all'],
  ['a play without hosts', play, '  hosts: all\n', ''],
  ['a key of a block', play, '      prove:', '      proof:'],
  ['a key of a role that is imported', play, 'tasks_from: check', 'task_from: check'],
  ['a key of a task', tasksOf('limits/tasks/main'), 'register: capacity', 'registre: capacity'],
  ['a module', tasksOf('endpoint/tasks/main'), '  assert:', '  asert:'],
  ['two modules', tasksOf('endpoint/tasks/main'), '  assert:\n', '  debug: x\n      assert:\n'],
  ['a parameter', tasksOf('endpoint/tasks/run'), 'state: started', 'sate: started'],
  ['a missing parameter', apache, '  dest: /etc/apache2/mods-available/hostwright_pcre.load\n', '\n'],
  ['a word', tasksOf('nginx/tasks/publish'), 'state: link', 'state: folder'],
  ['a path', tasksOf('nginx/tasks/main'), 'path: /etc/systemd', 'path: etc/systemd'],
  ['a boolean', tasksOf('endpoint/tasks/run'), 'enabled: true', 'enabled: perhaps'],
  ['a list', tasksOf('node/tasks/main'), 'tags: always', 'loop: { a: b }'],
  ['a map', tasksOf('nginx/handlers/main'), '{ name: nginx, state: reloaded }', '[nginx, reloaded]'],
  ['the name of a variable', tasksOf('host/tasks/main'), 'register: host_check', 'register: host check'],
  ['check_mode', tasksOf('host/tasks/main'), 'check_mode: false', 'check_mode: perhaps'],
  ['with_items', tasksOf('node/tasks/main'), 'tags: always', 'with_items: [a]'],
])('what is shipped with a mistake in %s is refused by both', (_what, text, right, wrong) => {
  expect(text).toContain(right);
  const spoilt = text.replace(right, wrong);
  expect({ schema: wrongIn(playbook, spoilt).length > 0, hostwright: !takesPlaybook(spoilt) }).toEqual({
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

it('what may be set for the shipped roles is offered in inventories', () => {
  const { definitions } = inventorySchema(shippedArguments()) as unknown as {
    definitions: { variables: { properties: Readonly<Record<string, object>> } };
  };
  expect(definitions.variables.properties).toMatchObject({
    proxy: {
      description: 'The proxy in front of the node',
      examples: ['nginx', 'apache2', 'haproxy'],
      default: 'nginx',
    },
  });
  expect(wrongIn(inventory, 'all:\n  vars: { proxy: http://proxy.example.org:3128 }\n')).toEqual([]);
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
  [['schema', 'inventory'], inventorySchema(shippedArguments())],
] as const)('hostwright %s prints it', async ([words, schema]) => {
  const { code, stdout } = await runHere('/', words);
  expect({ code, schema: JSON.parse(stdout) }).toEqual({ code: 0, schema });
});
