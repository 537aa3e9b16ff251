// The chain of jump hosts to a host, with ~/.ssh/config as a real ssh reads it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionSettings } from '../../src/inventory/inventory.js';
import { findRoute, jumpSettings, type Route, routeKey } from '../../src/transport/route.js';
import { createConfigReader } from '../../src/transport/ssh_config.js';

const bare: ConnectionSettings = {
  host: 'h1',
  connection: 'ssh',
  address: 'h1.example.org',
  port: undefined,
  user: 'me',
  privateKeyFile: undefined,
  knownHostsFiles: [],
  jump: undefined,
  connectTimeout: undefined,
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostwright-route-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function routeWith(config: string, jump?: string): Promise<Route> {
  const file = join(folder, 'config');
  writeFileSync(file, config);
  return findRoute({ ...bare, jump }, createConfigReader(file), {});
}

/** `user@hostname:port` from the first jump host to the host. */
function hops({ destination: { user, hostname, port }, through }: Route): readonly string[] {
  return [...(through ? hops(through) : []), `${user}@${hostname}:${port}`];
}

describe('a route', () => {
  it.each([
    ['no jump host', '', undefined, ['me@h1.example.org:22']],
    ['one', '', 'ann@a', ['ann@a:22', 'me@h1.example.org:22']],
    [
      'several, each with a user and a port of its own',
      '',
      'ann@a:2222,bob@[2001:db8::1]:23,ssh://c@c',
      ['ann@a:2222', 'bob@2001:db8::1:23', 'c@c:22', 'me@h1.example.org:22'],
    ],
    [
      "ssh's configuration",
      'Host h1*\n ProxyJump ann@a,b\nHost b\n HostName 10.0.0.2\n Port 2200\n User bob',
      undefined,
      ['ann@a:22', 'bob@10.0.0.2:2200', 'me@h1.example.org:22'],
    ],
    [
      'a jump host that is behind another',
      'Host a\n ProxyJump ann@z\n User bob',
      'a',
      ['ann@z:22', 'bob@a:22', 'me@h1.example.org:22'],
    ],
    [
      'a chain, of which only the first may be behind another',
      'Host a\n ProxyJump z@z\nHost b\n ProxyJump y@y',
      'a@a,b@b',
      ['z@z:22', 'a@a:22', 'b@b:22', 'me@h1.example.org:22'],
    ],
    ['none, against the configuration', 'ProxyJump a', 'none', ['me@h1.example.org:22']],
  ])('has %s', async (_, config, jump, expected) => {
    expect(hops(await routeWith(config, jump))).toEqual(expected);
  });

  it('does not lead back to the jump host', async () => {
    const config = 'Host *\n ProxyJump ann@a\nHost a\n User ann';
    expect(hops(await routeWith(config))).toEqual(['ann@a:22', 'me@h1.example.org:22']);
  });

  it('that leads in a circle is refused', async () => {
    const found = routeWith('Host a\n ProxyJump b\nHost b\n ProxyJump a', 'a');
    await expect(found).rejects.toMatchObject({
      name: 'Unreachable',
      message: 'h1: the jump hosts lead in a circle: h1.example.org, a, b, a',
      advice: 'Correct ProxyJump in ~/.ssh/config.',
    });
  });

  it('has the key of another that the same connection serves', async () => {
    const config = 'Host a alias\n HostName 10.0.0.1\nHost other\n HostName 10.0.0.1\n User someone';
    const [a, alias, other] = await Promise.all(
      ['a', 'alias', 'other'].map((jump) => routeWith(config, jump)),
    );
    const key = (route: Route | undefined) => route?.through && routeKey(route.through);
    expect(key(a)).toBe(key(alias));
    expect(key(a)).not.toBe(key(other));
  });
});

describe('a jump host', () => {
  it.each([
    ['jump', { address: 'jump', user: undefined, port: undefined }],
    ['ann@jump', { address: 'jump', user: 'ann', port: undefined }],
    ['ann@jump:2222', { address: 'jump', user: 'ann', port: 2222 }],
    ['[::1]:2222', { address: '::1', user: undefined, port: 2222 }],
    ['ssh://ann@jump:2222', { address: 'jump', user: 'ann', port: 2222 }],
  ])('is read from %s', (jump, expected) => {
    expect(jumpSettings(jump, bare)).toMatchObject(expected);
  });

  it.each(['', 'a b:c', 'jump:port', '@jump', 'a@b@c'])('is not read from %j', (jump) => {
    expect(() => jumpSettings(jump, bare)).toThrow(/is not a jump host/);
  });
});
