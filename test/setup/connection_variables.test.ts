// The way to a host: what was typed, what ~/.ssh/config says of an alias, and what the inventory knows already.

import { expect, it } from 'vitest';
import { connectionVariables } from '../../src/setup/conversation/connection_variables.js';
import { readDestination } from '../../src/setup/conversation/destination.js';

const machine = { user: 'me', isThere: (path: string) => path === '~/keys/rpc' };

/** As `ssh -G` says it of any host. */
const plain = (hostname: string, more: Record<string, readonly string[]> = {}) =>
  new Map(
    Object.entries({
      hostname: [hostname],
      user: ['me'],
      port: ['22'],
      identityfile: ['~/.ssh/id_rsa', '~/.ssh/id_ed25519'],
      ...more,
    }),
  );

const alias = plain('192.0.2.1', {
  user: ['admin'],
  port: ['2222'],
  identityfile: ['~/keys/gone', '~/keys/rpc', '~/.ssh/id_ed25519'],
  proxyjump: ['a@bastion,inner'],
});

it.each([
  ['rpc1.example.org', plain('rpc1.example.org'), false, {}],
  ['admin@192.0.2.1:2222', plain('192.0.2.1'), false, { ansible_port: 2222, ansible_user: 'admin' }],
  ['2001:db8::1', plain('2001:db8::1'), false, { ansible_host: '2001:db8::1' }],
  [
    'rpc1',
    alias,
    false,
    {
      ansible_host: '192.0.2.1',
      ansible_port: 2222,
      ansible_user: 'admin',
      ansible_ssh_private_key_file: '~/keys/rpc',
      jump: ['a@bastion', 'inner'],
    },
  ],
  ['root@rpc1', alias, true, { ansible_user: 'root' }],
  ['rpc1', alias, true, {}],
] as const)('%s', (typed, options, isInInventory, way) => {
  expect(
    Object.fromEntries(connectionVariables(readDestination(typed), options, machine, isInInventory)),
  ).toEqual(way);
});

it.each([false, true])(
  'a key that was named on the command line is written, known host or not: %s',
  (isKnown) => {
    const way = connectionVariables(readDestination('rpc1'), alias, machine, isKnown, '/keys/mine');
    expect(way.get('ansible_ssh_private_key_file')).toBe('/keys/mine');
  },
);
