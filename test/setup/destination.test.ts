import { describe, expect, it } from 'vitest';
import { readDestination } from '../../src/setup/conversation/destination.js';

describe('a host as it is typed', () => {
  it.each([
    ['rpc1', 'rpc1', 'rpc1', undefined, undefined],
    ['admin@rpc1.example.org', 'rpc1.example.org', 'rpc1.example.org', 'admin', undefined],
    ['admin@192.0.2.1:2222', '192.0.2.1', '192.0.2.1', 'admin', 2222],
    ['2001:db8::1', '2001-db8--1', '2001:db8::1', undefined, undefined],
    ['root@[2001:db8::1]:22', '2001-db8--1', '2001:db8::1', 'root', 22],
    ['root@2001:db8::1', '2001-db8--1', '2001:db8::1', 'root', undefined],
  ])('%s', (text, name, address, user, port) => {
    expect(readDestination(text)).toEqual({ name, address, user, port });
  });

  it.each([
    '',
    '@',
    'a b',
    'root@',
    '-oProxyCommand=x',
    'rpc1:0',
    'rpc1:70000',
    '[rpc1]',
    'web[1:3]',
    'a,b',
    'ssh://x',
  ])('refuses %j', (text) => {
    expect(() => readDestination(text)).toThrow('names no host');
  });
});
