// Two names for one machine, as far as an inventory shows it.

import { describe, expect, it } from 'vitest';
import type { ConnectionSettings } from '../../src/inventory/inventory.js';
import { namesOfOneMachine } from '../../src/inventory/one_machine.js';
import { runHere } from '../cli/here.js';
import { useFolders } from '../cli/hostwright.js';

const way = (host: string, over: Partial<ConnectionSettings>): ConnectionSettings => ({
  host,
  connection: 'ssh',
  address: '192.0.2.1',
  port: undefined,
  user: undefined,
  privateKeyFile: undefined,
  knownHostsFiles: [],
  jump: undefined,
  connectTimeout: undefined,
  ...over,
});

it.each([
  [{}, {}],
  [{ port: 22 }, {}],
  [{ address: 'rpc.example.org' }, { address: 'RPC.example.org' }],
  [{ user: 'a' }, { user: 'b' }],
  [{ connection: 'system ssh' }, {}],
  [
    { connection: 'local', address: 'h1' },
    { connection: 'local', address: 'h2' },
  ],
] as const)('%j and %j are one', (one, other) => {
  const [found, ...more] = namesOfOneMachine([way('h1', one), way('h2', other)]);
  expect(found?.message).toMatch(/^h2 and h1 are one machine: both mean /);
  expect(more).toEqual([]);
});

it.each([
  [{ port: 2201 }, { port: 2202 }],
  [{}, { address: '192.0.2.2' }],
  [{ jump: 'a' }, { jump: 'b' }],
  [{}, { connection: 'local' }],
] as const)('%j and %j are two', (one, other) => {
  expect(namesOfOneMachine([way('h1', one), way('h2', other)])).toEqual([]);
});

describe('before a connection', () => {
  const folderWith = useFolders();
  const hosts =
    'all:\n  hosts:\n    h1: { ansible_host: 127.0.0.1, ansible_port: 1 }\n    h2: { ansible_host: 127.0.0.1, ansible_port: 1 }\n';

  it('connection settings are refused, with the place', async () => {
    const folder = folderWith({
      'site.yml': '- import_playbook: secure-websocket.yml\n',
      'hosts.yml': hosts,
    });
    for (const verb of ['plan', 'apply', 'validate']) {
      const { code, stderr } = await runHere(folder, [verb, '-i', 'hosts.yml', 'site.yml']);
      expect({ verb, code, stderr }).toEqual({
        verb,
        code: 3,
        stderr: expect.stringContaining(
          'hosts.yml:4:25: h2 and h1 are one machine: both mean 127.0.0.1, port 1',
        ),
      });
    }
  });

  it("with a play of one's own it is a warning", async () => {
    const folder = folderWith({ 'site.yml': '- hosts: all\n  tasks:\n    - debug: x\n', 'hosts.yml': hosts });
    const { stdout, stderr } = await runHere(folder, ['validate', '-i', 'hosts.yml', 'site.yml']);
    expect(stdout + stderr).toContain('h2 and h1 are one machine');
  });
});
