// The inventory's words over those of ~/.ssh/config.

import { homedir, userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { ConnectionSettings } from '../../src/inventory/inventory.js';
import { resolveDestination } from '../../src/transport/destination.js';
import { parseSshConfig } from '../../src/transport/ssh_config.js';

const bare: ConnectionSettings = {
  host: 'h1',
  connection: 'ssh',
  address: 'h1.example.org',
  port: undefined,
  user: undefined,
  privateKeyFile: undefined,
  knownHostsFiles: [],
  jump: undefined,
  connectTimeout: undefined,
};
const resolve = (settings: Partial<ConnectionSettings>, config = '', env = {}) =>
  resolveDestination({ ...bare, ...settings }, parseSshConfig(config), env);

describe('a target', () => {
  it('is complete without a configuration', () => {
    expect(resolve({})).toMatchObject({
      hostname: 'h1.example.org',
      port: 22,
      user: userInfo().username,
      knownAs: ['h1.example.org'],
      namedKey: undefined,
      identitiesOnly: false,
      agentSocket: undefined,
      jump: undefined,
      connectTimeout: 10,
    });
  });

  it.each([
    ['hostname', {}, 'hostname 10.0.0.1', { hostname: '10.0.0.1', knownAs: ['10.0.0.1'] }],
    ['port', {}, 'port 2222', { port: 2222, knownAs: ['[h1.example.org]:2222', 'h1.example.org'] }],
    ['port, inventory', { port: 22 }, 'port 2222', { port: 22, knownAs: ['h1.example.org'] }],
    ['user', {}, 'user ann', { user: 'ann' }],
    ['user, inventory', { user: 'bob' }, 'user ann', { user: 'bob' }],
    ['name in capitals', { address: 'H1' }, '', { knownAs: ['h1'] }],
    ['alias', { port: 2222 }, 'hostkeyalias fleet', { knownAs: ['fleet'] }],
    [
      'key files',
      {},
      'identityfile ~/.ssh/%r-%h\nidentityfile /k',
      { identityFiles: [`${homedir()}/.ssh/${userInfo().username}-h1.example.org`, '/k'] },
    ],
    ['key, inventory', { privateKeyFile: '~/k%%' }, 'identityfile /k', { namedKey: `${homedir()}/k%` }],
    ['known hosts', {}, 'userknownhostsfile /a /b', { userKnownHosts: ['/a', '/b', '/a /b'] }],
    ['no known hosts', {}, 'userknownhostsfile none', { userKnownHosts: [] }],
    [
      'known hosts, inventory',
      { knownHostsFiles: ['/c'] },
      'userknownhostsfile /a',
      { userKnownHosts: ['/c'] },
    ],
    ['jump', {}, 'proxyjump ann@jump:2222', { jump: 'ann@jump:2222' }],
    ['no jump', {}, 'proxyjump none', { jump: undefined }],
    ['no jump, inventory', { jump: 'none' }, 'proxyjump jump', { jump: undefined }],
    ['jump, inventory', { jump: 'other' }, 'proxyjump jump', { jump: 'other' }],
    ['patience', {}, 'connecttimeout 3', { connectTimeout: 3 }],
    ['no patience named', {}, 'connecttimeout none', { connectTimeout: 10 }],
    ['patience, inventory', { connectTimeout: 5 }, 'connecttimeout 3', { connectTimeout: 5 }],
  ])('takes %s', (_, settings, config, expected) => {
    expect(resolve(settings, config)).toMatchObject(expected);
  });

  it.each([
    ['', { SSH_AUTH_SOCK: '/agent' }, '/agent'],
    ['', { SSH_AUTH_SOCK: '' }, undefined],
    ['identityagent none', { SSH_AUTH_SOCK: '/agent' }, undefined],
    ['identityagent SSH_AUTH_SOCK', { SSH_AUTH_SOCK: '/agent' }, '/agent'],
    ['identityagent $MINE', { MINE: '/mine' }, '/mine'],
    ['identityagent /other', { SSH_AUTH_SOCK: '/agent' }, '/other'],
  ])('finds the agent: %j with %j', (config, env, socket) => {
    expect(resolve({}, config, env).agentSocket).toBe(socket);
  });
});
