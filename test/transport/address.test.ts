// What is asked of a host's services goes where ssh would go, with ~/.ssh/config as a real ssh reads it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConnectionSettings } from '../../src/inventory/inventory.js';
import { createAddressReader } from '../../src/transport/address.js';
import { createConfigReader } from '../../src/transport/ssh_config.js';

const settings = (
  address: string,
  connection: ConnectionSettings['connection'] = 'ssh',
): ConnectionSettings => ({
  host: address,
  connection,
  address,
  port: undefined,
  user: undefined,
  privateKeyFile: undefined,
  knownHostsFiles: [],
  jump: undefined,
  connectTimeout: undefined,
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostwright-address-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['an alias', settings('rpc1'), '192.0.2.7'],
  ['an alias by a pattern', settings('node-3'), 'node-3.example.org'],
  ['a name that is none', settings('rpc.example.org'), 'rpc.example.org'],
  ['an alias, with the ssh of this machine', settings('rpc1', 'system ssh'), '192.0.2.7'],
  ['this machine, which no ssh is asked about', settings('rpc1', 'local'), 'rpc1'],
])('%s', async (_, of, address) => {
  const file = join(folder, 'config');
  writeFileSync(file, 'Host rpc1\n  HostName 192.0.2.7\nHost node-*\n  HostName %h.example.org\n');
  expect(await createAddressReader(createConfigReader(file))(of)).toBe(address);
});
