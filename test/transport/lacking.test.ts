// Which refusals of the built-in client lead to the ssh of this machine, and which never do.

import { describe, expect, it } from 'vitest';
import { Unreachable } from '../../src/connection.js';
import type { ConnectionSettings } from '../../src/inventory/inventory.js';
import type { Destination } from '../../src/transport/destination.js';
import { instead, LACKS, type Lack, Lacking } from '../../src/transport/lacking.js';
import { explainConnect, explainTimeout, passwordExpired } from '../../src/transport/ssh_error.js';

const destination = {
  host: 'h1',
  hostname: '192.0.2.1',
  port: 22,
  user: 'ada',
  identityFiles: [],
} as unknown as Destination;
const settings = (connection: ConnectionSettings['connection']) =>
  ({ host: 'h1', connection }) as ConnectionSettings;
const low = (message: string, own: object = {}) => Object.assign(new Error(message), own);

describe('the ssh of this machine is asked instead', () => {
  it.each(Object.keys(LACKS) as Lack[])('for %s', (lack) => {
    const error = new Lacking(lack, '192.0.2.1:22', 'h1: no', 'do');
    expect(instead(error, settings('ssh'))).toBe(error);
    for (const chosen of ['builtin ssh', 'system ssh', 'local'] as const)
      expect(instead(error, settings(chosen))).toBeUndefined();
  });

  it.each([
    'no matching key exchange algorithm',
    'no matching host key format',
    'no matching C->S cipher',
    'no matching S->C MAC',
  ])('after: %s', (message) => {
    const error = explainConnect(destination, low(`Handshake failed: ${message}`), []);
    expect(instead(error, settings('ssh'))).toMatchObject({ lack: 'algorithms', at: '192.0.2.1:22' });
  });
});

describe('and never', () => {
  it.each([
    [
      'a login that is refused',
      explainConnect(
        destination,
        low('All configured authentication methods failed', { level: 'client-authentication' }),
        ['key'],
      ),
    ],
    [
      'an account that is shut',
      explainConnect(destination, low('Connection lost before handshake'), ['key']),
    ],
    ['a password that has expired', passwordExpired(destination)],
    ['a connection that is closed', explainConnect(destination, low('Connection lost before handshake'), [])],
    [
      'a penalty',
      explainConnect(destination, low('', { code: 'ECONNRESET' }), [], 'Not allowed at this time'),
    ],
    ['a refused connection', explainConnect(destination, low('', { code: 'ECONNREFUSED' }), [])],
    ['silence', explainTimeout(destination, 'connecting to')],
    ['a key that has changed', new Unreachable('h1: the host key of h1 has CHANGED.')],
    ['what nobody knows', low('no matching anything')],
  ])('after %s', (_, error) => {
    expect(instead(error, settings('ssh'))).toBeUndefined();
  });
});
