// A chain of jump hosts over real hosts, through both transports; and the conformance suite at the end of it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/connection.js';
import type { ConnectionSettings } from '../../../src/inventory/inventory.js';
import type { LabHost } from '../../../src/lab/index.js';
import { connectTo } from '../../../src/transport/index.js';
import { describeConnection } from '../../transport/conformance.js';
import { temporaryFolder, useLab } from '../hosts.js';

const lab = useLab(['gate', 'inner', 'far'].map((name) => ({ name, release: 'bookworm' })));
const config = join(temporaryFolder(), 'config');
const connector = connectTo({ acceptNewHostKeys: false, sshConfigFile: config });
afterAll(() => connector.close());

function host(name: string): LabHost {
  const found = lab().hosts.find((one) => one.name === name);
  if (!found) throw new Error(`no host ${name} in the lab`);
  return found;
}

function connect(connection: ConnectionSettings['connection']): Promise<Connection> {
  // Jump hosts have their keys from here, as users have: the inventory names the host's own only.
  writeFileSync(config, `IdentityFile ${lab().privateKey}\nUser ${host('gate').user}\n`);
  const settings: ConnectionSettings = {
    host: 'far',
    connection,
    address: host('far').address,
    port: undefined,
    user: host('far').user,
    privateKeyFile: lab().privateKey,
    knownHostsFiles: [lab().knownHosts],
    jump: `${host('gate').address},${host('inner').address}:22`,
    connectTimeout: undefined,
  };
  return connector.connect(settings, new AbortController().signal);
}

describe.each(['ssh', 'system ssh'] as const)('%s', (kind) => {
  it('reaches a host over two others', async () => {
    const connections = await Promise.all(Array.from({ length: 10 }, () => connect(kind)));
    const probes = ['hostname', 'echo "${SSH_CONNECTION%% *}"'];
    const replies = await Promise.all(
      connections.map((one) => one.run({ kind: 'login' }, { steps: [], probes })),
    );
    for (const reply of replies) {
      const answers = reply.probes.map(({ stdout }) => stdout.toString().trim());
      expect(answers).toEqual(['far', host('inner').address]);
    }
    await Promise.all(connections.map((one) => one.close()));
  });
});

describeConnection('root over the ssh of this machine', () => ({
  connect: () => connect('system ssh'),
  identity: { kind: 'become', user: 'root' },
  user: 'root',
}));
