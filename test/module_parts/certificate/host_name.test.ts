// The name of a host, and what is said of what is none.

import { expect, it } from 'vitest';
import { faultOfHostName } from '../../../src/module_parts/certificate/host_name.js';

const label = 'a'.repeat(63);

it.each([
  'rpc.example.org',
  'localhost',
  'RPC.Example.ORG',
  'xn--mnchen-3ya.example.org',
  '192.0.2.1',
  '2001:db8::1',
  `${label}.${label}.${label}.${'a'.repeat(61)}`,
])('%s is one', (name) => expect(faultOfHostName(name)).toBeUndefined());

it.each([
  ['rpc.example.org/ws', 'leave out /ws'],
  ['wss://rpc.example.org', 'leave out wss://'],
  ['*.example.org', 'one name'],
  ['my_node.example.org', 'no authority issues a certificate for one with _'],
  ['rpc.münchen.de', 'write rpc.xn--mnchen-3ya.de'],
  ['rpc.example.org:8443', 'without a port'],
  [`${label}a.example.org`, 'has 64'],
  [`${label}.${label}.${label}.${label}`, 'these are 255'],
  ['rpc example.org', 'expected a DNS name or an IP address'],
  ['', 'expected a DNS name or an IP address'],
])('%s is none', (name, words) => expect(faultOfHostName(name)).toContain(words));
