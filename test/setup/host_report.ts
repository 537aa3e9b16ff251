// Hosts as a look may find them: one to begin with, and any at all for laws.

import fc from 'fast-check';
import { proxyNames } from '../../src/module_parts/proxies.js';
import type { HostReport } from '../../src/setup/conversation/host_report.js';

export const bare: HostReport = {
  host: 'rpc1',
  system: 'Debian GNU/Linux 12 (bookworm)',
  fullName: undefined,
  addresses: ['192.0.2.1'],
  proxies: [],
  listeners: [{ port: 9944, address: '127.0.0.1', program: 'polkadot' }],
  certificates: [],
  firewall: 'absent',
  node: {
    port: 9944,
    report: { kind: 'answers', unsafe: { kind: 'refused' }, roles: ['Full'], chain: 'Westend' },
  },
  names: {},
};

export const listening = (port: number, program: string, address = '0.0.0.0') => ({ port, address, program });

const name = fc.constantFrom('rpc.example.org', 'shop.example.org', 'rpc1');
const address = fc.constantFrom('192.0.2.1', '192.0.2.2', '2001:db8::1');
const program = fc.constantFrom('nginx', 'apache2', 'haproxy', 'polkadot', undefined);

export const anySeen: fc.Arbitrary<HostReport> = fc.record({
  host: fc.constant('rpc1'),
  system: fc.constant('Debian GNU/Linux 12 (bookworm)'),
  fullName: fc.option(name, { nil: undefined }),
  addresses: fc.array(address, { minLength: 1, maxLength: 2 }),
  proxies: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom(...proxyNames),
      runs: fc.boolean(),
      sites: fc.array(name, { maxLength: 2 }),
      keeps: fc.uniqueArray(fc.constantFrom(80, 443, 8443), { maxLength: 2 }),
    }),
    { selector: (each) => each.name, maxLength: 2 },
  ),
  listeners: fc.array(
    fc.record({
      port: fc.constantFrom(80, 443, 8443, 9944, 9615),
      address: fc.constantFrom('0.0.0.0', '127.0.0.1', '[::]'),
      program,
    }),
    { maxLength: 4 },
  ),
  certificates: fc.array(
    fc.record({
      path: fc.constant('/etc/ssl/certs/own.crt'),
      keyPath: fc.constant('/etc/ssl/private/own.key'),
      names: fc.array(name, { maxLength: 2 }),
      until: fc.constantFrom(new Date('2001-01-01'), new Date('2101-01-01')),
    }),
    { maxLength: 2 },
  ),
  firewall: fc.constantFrom('active' as const, 'inactive' as const, 'absent' as const),
  node: fc.record({
    port: fc.constant(9944),
    report: fc.constantFrom(bare.node.report, { kind: 'silent', why: 'nothing listens there' } as const),
  }),
  names: fc.dictionary(name, fc.record({ here: fc.array(address), published: fc.array(address) }), {
    maxKeys: 2,
  }),
});
