// The shipped playbook on hosts whose coreutils are Rust's (uutils), as Ubuntu 26.04 has them: the endpoint serves its
// clients, a second run has nothing to do, and what fails is put back.

import { beforeAll, expect, it } from 'vitest';
import { eventsOf } from '../../cli/hostwright.js';
import { giveTools } from '../odd_tools.js';
import { saidBy, useEndpoints } from '../transaction/endpoints.js';
import { call, open, post } from './client.js';

const hosts = useEndpoints({
  nginx: { release: 'trixie', proxy: 'nginx' },
  apache2: { release: 'trixie', proxy: 'apache2' },
});
const { names, project, template, apply, addressOf, root } = hosts;

beforeAll(async () => {
  await Promise.all(names.map((name) => giveTools(hosts.lab(), name, ['uutils'])));
  for (const name of names)
    expect(await root(name, 'ls /usr/bin/gnucp; readlink /usr/bin/cp')).toContain('cargo');
  const { code, stdout, stderr } = await apply(project());
  expect(code, stdout + stderr).toBe(0);
});

it.each(names)('%s serves HTTPS and wss from outside', async (name) => {
  const { status, body } = await post(addressOf(name), call('system_health'));
  expect([status, JSON.parse(body)]).toMatchObject([200, { jsonrpc: '2.0', id: 1 }]);
  const socket = await open(addressOf(name));
  expect(socket).toBeDefined();
  socket?.close();
});

it('a second run finds nothing to do, in two round trips', async () => {
  const ran = await apply(project());
  expect(ran.code, ran.stdout).toBe(0);
  const recap = eventsOf(ran).at(-1) as { readonly hosts?: Record<string, Record<string, number>> };
  for (const name of names) {
    expect(recap.hosts?.[name], name).toMatchObject({ changed: 0, failed: 0 });
    expect(recap.hosts?.[name]?.round_trips, name).toBeLessThanOrEqual(2);
  }
});

it('a site that the proxy does not understand is put back, and the endpoint serves on', async () => {
  await hosts.remember();
  const templates = {
    'nginx-site': template('nginx-site').replace('server_name', 'servre_name'),
    'apache2-site': template('apache2-site').replace('ServerName', 'ServreName'),
  };
  const ran = await apply(project({ templates }));
  expect(ran.code, ran.stdout).toBe(1);
  for (const name of names) expect(saidBy(ran, name)).toContain('what it had changed is as it was before');
  await hosts.expectAsBefore();
  for (const name of names) expect((await post(addressOf(name), call('system_health'))).status).toBe(200);
});
