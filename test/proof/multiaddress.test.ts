// Addresses of bootnodes, as chain specifications and operators write them.

import { multiaddr } from '@multiformats/multiaddr';
import { expect, it } from 'vitest';
import { isMultiaddress, multiaddressOf, readMultiaddress } from '../../src/proof/multiaddress.js';

const peer = '12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp';

it.each([
  [`/dns/boot.example.org/tcp/443/wss/p2p/${peer}`, 'wss://boot.example.org/', peer],
  [`/dns4/boot.example.org/tcp/30335/wss/p2p/${peer}`, 'wss://boot.example.org:30335/', peer],
  ['/dns6/boot.example.org/tcp/443/tls/ws', 'wss://boot.example.org/', undefined],
  [`/ip4/192.0.2.7/tcp/443/wss/p2p/${peer}`, 'wss://192.0.2.7/', peer],
  [`/ip6/2001:db8::7/tcp/443/wss/p2p/${peer}`, 'wss://[2001:db8::7]/', peer],
])('reads %s', (word, url, peerId) => {
  expect(isMultiaddress(word)).toBe(true);
  expect(readMultiaddress(word)).toEqual({ url, peerId });
  // The library that all of libp2p reads them with takes it, too.
  expect(multiaddr(word).toString()).toBe(word);
});

it.each([
  ['/dns/boot.example.org/tcp/30333/ws', 'is not secure: browsers dial wss alone'],
  ['/dns/boot.example.org/tcp/30333', 'is no address of a bootnode behind wss'],
  ['/dns/boot.example.org/udp/443/quic-v1', 'is no address of a bootnode behind wss'],
  [`/dns/boot.example.org/tcp/443/wss/p2p/${peer}0`, 'is no address of a bootnode behind wss'],
  ['/dns/boot.example.org/tcp/99999/wss', 'has no name and port that can be dialled'],
])('refuses %s', (word, why) => {
  expect(() => readMultiaddress(word)).toThrow(`${word} ${why}`);
});

it.each(['/etc/hostwright/site.yml', 'site.yml', 'wss://rpc.example.org/', 'dns/x'])(
  'takes %s for none',
  (word) => {
    expect(isMultiaddress(word)).toBe(false);
  },
);

it.each([
  ['boot.example.org', `/dns/boot.example.org/tcp/443/wss/p2p/${peer}`],
  ['192.0.2.7', `/ip4/192.0.2.7/tcp/443/wss/p2p/${peer}`],
  ['2001:db8::7', `/ip6/2001:db8::7/tcp/443/wss/p2p/${peer}`],
])('writes that of %s', (name, expected) => {
  expect(multiaddressOf({ name, port: 443 }, peer)).toBe(expected);
});
