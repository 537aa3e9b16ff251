// A fleet orders at once, by a server of certbot's own, as before there is a proxy: no more than the budget allows, and the
// next run orders the rest. `npm run test:long -- certificate-fleet`; the budget of one host: issue.test.ts.

import { beforeAll, expect, it } from 'vitest';
import { isOutcome } from '../../../src/event.js';
import { eventsOf, useProgram } from '../../cli/hostwright.js';
import { useLab } from '../hosts.js';
import { asRoot, hostAddress } from '../secure-websocket/seed.js';
import { type Acme, startAcme } from './acme.js';
import { domainOf, useStateFolder } from './hosts.js';

const count = 10;
const budget = Math.ceil(count * 0.6);
const names = Array.from({ length: count }, (_, index) => `host${index}`);
const lab = useLab([
  { name: 'acme', release: 'bookworm' },
  ...names.map((name) => ({ name, release: 'bookworm' }) as const),
]);
const program = useProgram();
useStateFolder();
let acme: Acme;
beforeAll(async () => {
  acme = await startAcme(lab(), 'acme');
});

const playbook = `- hosts: all
  become: true
  gather_facts: false
  tasks:
    - name: certbot is installed
      apt: { name: [certbot, openssl] }
    - name: the ACME server can be trusted
      copy: { dest: /etc/ssl/certs/acme.pem, content: "{{ca}}" }
    - name: an order can succeed
      letsencrypt_preflight:
        <<: &order
          names: "{{inventory_hostname}}.lab.test"
          accept_terms: true
          method: standalone
          server: "{{server}}"
          ca_file: /etc/ssl/certs/acme.pem
        name_server: "{{name_server}}"
        orders_per_hour: "{{orders}}"
    - name: the host has a certificate
      letsencrypt_certificate: *order
`;

async function apply(orders: number, whose: readonly string[] = names) {
  const vars = {
    ...{ ansible_ssh_private_key_file: lab().privateKey, known_hosts_file: lab().knownHosts },
    ...{ ca: acme.ca, server: acme.server, name_server: `${hostAddress(lab(), 'acme')}:8053`, orders },
  };
  const hosts = whose.map((name) => [
    name,
    { ansible_host: hostAddress(lab(), name), ansible_user: 'operator' },
  ]);
  const inventory = JSON.stringify({ all: { vars, hosts: Object.fromEntries(hosts) } });
  const folder = program.folderWith({ 'play.yml': playbook, 'inventory.yml': inventory });
  return program.run(folder, ['apply', 'play.yml', '-i', 'inventory.yml', '-o', 'json']);
}

async function issued(): Promise<number> {
  const found = await Promise.all(
    names.map((name) =>
      asRoot(lab(), name, `ls /etc/letsencrypt/live/${domainOf(name)} 2>/dev/null | wc -l`),
    ),
  );
  return found.filter((count) => Number(count) > 0).length;
}

it(`${budget} of ${count} are ordered where so many an hour are allowed, and the rest by the next run with more`, async () => {
  const first = await apply(budget);
  expect(first.code, first.stdout).toBe(1);
  expect(await issued()).toBe(budget);
  const refused = eventsOf(first).flatMap((event) =>
    isOutcome(event) && event.status === 'failed' ? [event.message] : [],
  );
  expect(refused).toHaveLength(count - budget);
  for (const message of refused)
    expect(message).toContain(`${budget} of ${budget} orders an hour are used up`);

  // A run of the others knows what was asked for before: from this machine, not from its hosts.
  const bare = eventsOf(first).flatMap((event) =>
    isOutcome(event) && event.status === 'failed' ? [event.host] : [],
  );
  const others = await apply(budget, bare);
  expect(others.code, others.stdout).toBe(1);
  expect(others.stdout.match(/(\d+) of \1 orders an hour are used up/g)).toHaveLength(count - budget);
  expect(await issued()).toBe(budget);

  const second = await apply(count);
  expect(second.code, second.stdout).toBe(0);
  expect(await issued()).toBe(count);

  const third = await apply(count);
  expect(third.code).toBe(0);
  expect(third.stdout).not.toContain('"status":"changed"');
});
