// The fault table: the clock of the host is a year off. A container has no clock of its own, so some
// programs are shown another time (libfaketime): date, openssl and apt live in that year; only file times come from the kernel.

import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectTold, useFaultyHost } from './faulty_host.js';

const host = useFaultyHost();

beforeAll(async () => {
  await host.root('apt-get -q -y install libfaketime >/dev/null 2>&1');
});

/** What tells the time, or judges by it. */
const programs = '/usr/bin/date /usr/bin/openssl /usr/bin/apt-get';

const setClock = (offset: string) => `
preload=$(dpkg -L libfaketime | grep 'libfaketime[.]so[.]1$')
for program in ${programs}; do
mv $program $program.real
printf '%s\\n' '#!/bin/sh' "LD_PRELOAD=$preload FAKETIME=${offset} exec $program.real \\"\\$@\\"" >$program
chmod 755 $program
done`;
const mendClock = `for program in ${programs}; do [ ! -e $program.real ] || mv $program.real $program; done
sed -i /^Valid-Until/d /srv/apt/Release`;

afterEach(() => host.root(mendClock));

/** TLS before the stand-in of the node, which takes any Host header: all that is wrong is the certificate. */
const proxy = `echo '{"rpcCors":"all"}' >/etc/lab-node.json
cat >/srv/proxy.js <<'proxy'
const read = (index) => require('fs').readFileSync(process.argv[index]);
const ciphers = 'TLS_AES_128_GCM_SHA256:ECDHE-ECDSA-AES128-GCM-SHA256';
require('tls').createServer({ cert: read(2), key: read(3), ciphers }, (client) => {
  const node = require('net').connect(9944, '127.0.0.1');
  for (const [from, to] of [[client, node], [node, client]]) from.on('error', () => to.destroy()).pipe(to);
}).listen(443, () => require('fs').writeFileSync('/run/proxy.up', ''));
proxy`;
const serve = (certificate: string, key: string) => `
pkill -f '^node /srv/proxy.js'; while pgrep -f '^node /srv/proxy.js'; do sleep 0.1; done; rm -f /run/proxy.up
env -u LD_PRELOAD setsid node /srv/proxy.js ${certificate} ${key} </dev/null >/dev/null 2>&1 &
until [ -e /run/proxy.up ]; do sleep 0.1; done`;

const [behind, ahead] = ['-365d', '+365d'];

describe.each([
  { name: 'behind', offset: behind, outdate: ':' },
  // As the archives of Debian have it, whose lists are good for a week or two.
  {
    name: 'ahead',
    offset: ahead,
    outdate: `echo "Valid-Until: $(date -uR -d '+7 days')" >>/srv/apt/Release`,
  },
])('a clock that is a year $name', ({ name, offset, outdate }) => {
  it('makes package lists useless: the cause is named, and the next run is fine', async () => {
    const fresh = 'apt-get -q -y purge hello >/dev/null 2>&1; rm -rf /var/lib/apt/lists/*';
    await host.root(`${fresh}; ${outdate}; ${setClock(offset)}`);
    const folder = host.project([{ apt: 'hello' }]);
    const applied = await host.apply(folder);
    await expectTold(`clock-${name}-apt`, applied);
    await host.root(mendClock);
    await host.expectFine(folder);
  });

  it('makes certificates useless: the proof fails, the cause is named, and the next run makes a good one', async () => {
    const [path, key_path] = [`/srv/${name}.crt`, `/srv/${name}.key`];
    const folder = host.project([
      { self_signed_certificate: { path, key_path, names: '{{ ansible_host }}' }, register: 'certificate' },
      { shell: serve(path, key_path), changed_when: false, timeout: 20 },
      { prove: { fingerprint: '{{ certificate.fingerprint }}' } },
    ]);
    await host.root(`${setClock(offset)}\n${proxy}`);
    const applied = await host.apply(folder);
    await expectTold(`clock-${name}-certificate`, applied);
    await host.root(mendClock);
    await host.expectFine(folder);
  });
});

it('a clock that is right is no matter where something else fails', async () => {
  const applied = await host.apply(host.project([{ fail: 'on purpose' }]));
  expect(applied).toMatchObject({ code: 1, said: expect.not.stringContaining('clock') });
});
