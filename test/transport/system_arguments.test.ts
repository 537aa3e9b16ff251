// The words given to ssh are what ssh understands by them: `ssh -G` reads them back.

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { ConnectionSettings } from '../../src/inventory/inventory.js';
import { resolveDestination } from '../../src/transport/destination.js';
import { parseSshConfig } from '../../src/transport/ssh_config.js';
import type { SshConfig } from '../../src/transport/ssh_options.js';
import { masterArguments } from '../../src/transport/system_arguments.js';

const bare: ConnectionSettings = {
  host: 'h1',
  connection: 'system ssh',
  address: 'h1.example.org',
  port: undefined,
  user: undefined,
  privateKeyFile: undefined,
  knownHostsFiles: [],
  jump: undefined,
  connectTimeout: undefined,
};

function understood(
  settings: Partial<ConnectionSettings>,
  jumpSocket?: string,
  config: SshConfig = new Map(),
) {
  const whole = { ...bare, ...settings };
  const destination = resolveDestination(whole, config, {});
  const question = { settings: whole, destination, socket: '/run/1', jumpSocket };
  const args = masterArguments({ ...question, configFile: '/dev/null' });
  return parseSshConfig(execFileSync('ssh', ['-G', ...args], { encoding: 'utf8' }));
}

describe('the connection that channels share', () => {
  it.each<[string, Partial<ConnectionSettings>, string, string]>([
    ['checks host keys', {}, 'stricthostkeychecking', 'true'],
    ['asks nothing', {}, 'batchmode', 'yes'],
    ['leaves known keys alone', {}, 'updatehostkeys', 'false'],
    ['is noticed when it is dead', {}, 'serveraliveinterval', '5'],
    ['has its socket', {}, 'controlpath', '/run/1'],
    ['has the port', { port: 2222 }, 'port', '2222'],
    ['has the user', { user: 'ann' }, 'user', 'ann'],
    ['has the key', { privateKeyFile: import.meta.filename }, 'identityfile', import.meta.filename],
    ['has no other key', { privateKeyFile: '/key' }, 'identitiesonly', 'yes'],
    ['has the known hosts', { knownHostsFiles: ['/a', '/b'] }, 'userknownhostsfile', '/a /b'],
    ['has the patience', { connectTimeout: 2.5 }, 'connecttimeout', '3'],
  ])('%s', (_, settings, name, value) => {
    expect(understood(settings).get(name)).toEqual([value]);
  });

  it('goes over that of a jump host, and over nothing else', () => {
    expect(understood({}).get('proxycommand')).toBeUndefined();
    const [command = ''] = understood({}, "/it's/2").get('proxycommand') ?? [];
    expect(command).toContain("'/it'\\''s/2'");
    expect(command).toContain('ProxyCommand=false');
  });

  it.each<[string, ConnectionSettings['connection'], string, string | undefined]>([
    [
      'nothing weaker than the built-in client, instead of it',
      'ssh',
      'macs',
      'umac-64@openssh.com,hmac-sha2-256',
    ],
    ['the key of this machine too', 'ssh', 'nohostauthenticationforlocalhost', 'no'],
    ['what the user configured, where ssh was chosen by name', 'system ssh', 'macs', undefined],
  ])('is for %s', (_, connection, name, value) => {
    const config = parseSshConfig(
      'macs umac-64@openssh.com,hmac-sha1,hmac-sha2-256\nnohostauthenticationforlocalhost yes\n',
    );
    const standard = understood({}).get(name);
    expect(understood({ connection }, undefined, config).get(name)).toEqual(value ? [value] : standard);
  });
});
