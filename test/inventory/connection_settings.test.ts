import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { final } from '../../src/expression/scope.js';
import { localFiles } from '../../src/files/files.js';
import { connectionSettingsOf } from '../../src/inventory/connection_settings.js';
import type { ConnectionSettings } from '../../src/inventory/inventory.js';
import { parseInventory } from '../../src/inventory/parse.js';
import { readVariables } from '../../src/playbook/variables.js';
import { parseYaml } from '../../src/yaml/parse.js';
import { problemsOf } from '../expression/scopes.js';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostwright-settings-'));
  writeFileSync(join(folder, 'id'), 'a key');
});

afterAll(() => rmSync(folder, { recursive: true }));

function settings(vars: string, play?: string): ConnectionSettings {
  const { hosts } = parseInventory(`all: { hosts: { h1: { ${vars} } } }`, join(folder, 'hosts.yml'));
  const host = hosts.get('h1');
  if (!host) throw new Error('no host');
  const given = { ...host.levels, 'magic variables': new Map([['inventory_hostname', final('h1')]]) };
  if (play === undefined) return connectionSettingsOf(host, given, { files: localFiles([]) });
  const [map] = parseYaml(`{ ${play} }`, join(folder, 'site.yml'), 'playbook').documents;
  return connectionSettingsOf(
    host,
    { ...given, 'play vars': readVariables(map, []) },
    { files: localFiles([]) },
  );
}

it('is reached as the command line says, by our own names too; a play may use these for itself', () => {
  const { hosts } = parseInventory(
    'all: { hosts: { h1: { known_hosts_file: own } } }',
    join(folder, 'hosts.yml'),
  );
  const levels = hosts.get('h1')?.levels ?? {};
  const text =
    '{ known_hosts_file: other, ssh_client: system, connect_timeout: 3, jump: gate, port: 9944, user: ada }';
  const [map] = parseYaml(text, join(folder, 'extra'), 'playbook').documents;
  const vars = readVariables(map, []);
  const [host] = [...hosts.values()];
  if (!host) throw new Error('no host');
  const reached = (level: 'extra vars' | 'play vars') =>
    connectionSettingsOf(host, { ...levels, [level]: vars }, { files: localFiles([]) });
  expect(reached('extra vars')).toMatchObject({
    connection: 'system ssh',
    knownHostsFiles: [join(folder, 'other')],
    connectTimeout: 3,
    jump: 'gate',
    port: undefined,
    user: undefined,
  });
  expect(reached('play vars')).toMatchObject({ connection: 'ssh', knownHostsFiles: [join(folder, 'own')] });
});

describe('connection settings', () => {
  it('of a host without variables is its name', () => {
    expect(settings('')).toEqual({
      host: 'h1',
      connection: 'ssh',
      address: 'h1',
      port: undefined,
      user: undefined,
      privateKeyFile: undefined,
      knownHostsFiles: [],
      jump: undefined,
      connectTimeout: undefined,
      setBy: [],
    });
  });

  it.each<[string, Partial<ConnectionSettings>]>([
    [
      'ansible_host: 10.0.0.1, ansible_port: 2222, ansible_user: ada',
      { address: '10.0.0.1', port: 2222, user: 'ada' },
    ],
    ['ansible_host: "{{inventory_hostname}}.{{zone}}", zone: example', { address: 'h1.example' }],
    [
      'ansible_ssh_host: a, ansible_ssh_port: "22", ansible_ssh_user: b',
      { address: 'a', port: 22, user: 'b' },
    ],
    ['port: 2222, host: x, user: y', { address: 'x', port: 2222, user: 'y' }],
    ['port: 9944, ansible_port: 22, host: x, ansible_host: z', { address: 'z', port: 22 }],
    ['ansible_connection: local', { connection: 'local' }],
    ['ansible_connection: smart', { connection: 'ssh' }],
    ['jump: ada@bastion:2222', { jump: 'ada@bastion:2222' }],
    ['jump: [a, "b@{{inventory_hostname}}"]', { jump: 'a,b@h1' }],
    ['ssh_client: system', { connection: 'system ssh' }],
    ['ssh_client: auto', { connection: 'ssh' }],
    ['ssh_client: builtin', { connection: 'builtin ssh' }],
    ['ssh_client: system, ansible_connection: local', { connection: 'local' }],
    ['ansible_ssh_common_args: "-J bastion"', { jump: 'bastion' }],
    ['ansible_ssh_common_args: -o ProxyJump=bastion', { jump: 'bastion' }],
    [`ansible_ssh_common_args: "-oProxyJump=a,b"`, { jump: 'a,b' }],
    [`ansible_ssh_common_args: '-o "ProxyJump a"'`, { jump: 'a' }],
    ['connect_timeout: 5', { connectTimeout: 5 }],
    ['ansible_become_password: "{{word}} 7", word: sesame', { becomePassword: 'sesame 7' }],
    ['ansible_become_pass: sesame', { becomePassword: 'sesame' }],
    ['ansible_password: "{{word}} 7", word: sesame', { loginPassword: 'sesame 7' }],
    ['ansible_ssh_pass: sesame', { loginPassword: 'sesame' }],
    ['known_hosts_file: ~/kh', { knownHostsFiles: [`${homedir()}/kh`] }],
    ['known_hosts_file: [/a, /b]', { knownHostsFiles: ['/a', '/b'] }],
  ])('%s', (vars, expected) => expect(settings(vars)).toMatchObject(expected));

  it('finds files beside the inventory', () => {
    expect(settings('ansible_ssh_private_key_file: id, known_hosts_file: kh')).toMatchObject({
      privateKeyFile: join(folder, 'id'),
      knownHostsFiles: [join(folder, 'kh')],
    });
  });
});

describe('variables of a play', () => {
  it.each<[string, string, Partial<ConnectionSettings>]>([
    ['ansible_user: ada', 'ansible_user: bob', { user: 'bob' }],
    ['', 'ansible_become_password: "{{pw}}", pw: sesame', { becomePassword: 'sesame' }],
    ['pw: host', 'ansible_password: "{{pw}} {{inventory_hostname}}"', { loginPassword: 'host h1' }],
    // Other names than Ansible's are read in the inventory alone: in a play they are the user's own.
    ['jump: a', 'jump: b, connect_timeout: 9', { jump: 'a', connectTimeout: undefined }],
    ['port: 2222', 'port: 9944, host: x', { port: 2222, address: 'h1' }],
  ])('over { %s }: { %s }', (vars, play, expected) => {
    expect(settings(vars, play)).toMatchObject(expected);
  });
});

describe('mistakes', () => {
  it.each([
    ['ansible_port: 70000', '1:37: ansible_port: expected a port from 1 to 65535'],
    ['ansible_port: ssh', '1:37: ansible_port: expected a port from 1 to 65535'],
    ['ansible_connection: docker', '1:43: ansible_connection: expected ssh or local; found "docker"'],
    ['ssh_client: openssh', '1:35: ssh_client: expected auto, builtin or system; found "openssh"'],
    ['jump: []', '1:29: jump: expected at least one jump host'],
    ['ansible_host: [a]', '1:37: ansible_host: expected a text'],
    [
      'ansible_host: "{{nope}}"',
      '1:40: unknown variable "nope"\n  set it, or write {{default nope "value"}}',
    ],
    [
      'ansible_become_password: 0123',
      '1:48: ansible_become_password: expected a text of one line\n  quote it; in a block, write |- and not |',
    ],
    [
      'ansible_password: 0123',
      '1:41: ansible_password: expected a text of one line\n  quote it; in a block, write |- and not |',
    ],
    ['connect_timeout: 0', '1:40: connect_timeout: expected a number of seconds'],
    [
      'ansible_ssh_common_args: -o StrictHostKeyChecking=no',
      '1:48: only -J and -o ProxyJump=... are understood here; found "-o"\n  write other options into ~/.ssh/config, under Host and the name or address of the host',
    ],
  ])('%s', (vars, problem) =>
    expect(problemsOf(() => settings(vars))).toBe(`${folder}/hosts.yml:${problem}`),
  );

  it('a key file that cannot be read', () => {
    expect(problemsOf(() => settings('ansible_ssh_private_key_file: nope'))).toBe(
      `${folder}/hosts.yml:1:53: cannot read ${folder}/nope: there is no such file`,
    );
  });
});
