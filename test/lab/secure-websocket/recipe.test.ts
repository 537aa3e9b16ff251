// The probes of endpoint.test.ts against the recipe's own text: they can really find what they look for.

import { beforeAll, describe, expect, it } from 'vitest';
import { labRun } from '../../../src/lab/index.js';
import { proveEndpoint } from '../../../src/proof/prove.js';
import { targetOf } from '../../../src/proof/target_options.js';
import { libraries, useLab } from '../hosts.js';
import { call, closeAll, openMany, post, postMany, seenByNode } from './client.js';
import { followRecipeForApache, followRecipeForNginx, hostAddress, setNode } from './seed.js';

const lab = useLab(
  [
    { name: 'recipe-nginx', release: 'bookworm' },
    { name: 'recipe-apache', release: 'bookworm' },
  ],
  libraries,
);

const addressOf = (name: string) => hostAddress(lab(), name);

beforeAll(async () => {
  await Promise.all([
    followRecipeForNginx(lab(), 'recipe-nginx'),
    followRecipeForApache(lab(), 'recipe-apache'),
  ]);
});

async function faultsOf(name: string): Promise<readonly string[]> {
  const wish = {
    url: `wss://${addressOf(name)}/`,
    unsafeCanary: 'system_peers',
    redirect: true,
    closedPorts: [9944],
    timeout: 10,
  };
  const { signal } = new AbortController();
  const { findings } = await proveEndpoint(targetOf(wish, { signal, record: () => undefined }));
  return findings.filter(({ status }) => status !== 'passed').map(({ check }) => check);
}

describe('a proof', () => {
  it('finds out the recipe for Apache', async () => {
    expect(await faultsOf('recipe-apache')).toEqual(['trust', 'names', 'ciphers', 'escape', 'redirect']);
  });

  it('finds out the recipe for nginx', async () => {
    await setNode(lab(), 'recipe-nginx', { rpcCors: 'localhost' });
    expect(await faultsOf('recipe-nginx')).toEqual([
      ...['trust', 'names', 'ciphers', 'upgrade', 'post', 'unsafe', 'escape', 'redirect'],
    ]);
  });
});

describe("the recipe's own text", () => {
  it('makes no certificate without somebody who answers questions', async () => {
    const command =
      'openssl req -x509 -nodes -days 365 -newkey rsa:2048 -keyout /tmp/key -out /tmp/crt </dev/null';
    expect((await labRun(lab(), 'recipe-nginx', command)).code).not.toBe(0);
  });

  it('with Apache, leads to whatever listens on the host', async () => {
    const { status, body } = await post(addressOf('recipe-apache'), '', {}, '/@127.0.0.1:9955/x');
    expect(status).toBe(200);
    expect(body).toContain('internal service');
  });

  it('with nginx, is refused by a node that is started with its defaults', async () => {
    await setNode(lab(), 'recipe-nginx', { rpcCors: 'localhost' });
    expect((await post(addressOf('recipe-nginx'), call('system_health'))).status).toBe(403);
  });

  it('with nginx, limits nobody, believes made-up addresses, and takes no large request', async () => {
    await setNode(lab(), 'recipe-nginx', { rpcCors: 'all' });
    const address = addressOf('recipe-nginx');
    expect(await postMany(address, 100, (index) => ({ 'x-forwarded-for': `192.0.2.${index}` }))).toEqual({
      200: 100,
    });
    expect(await postMany(address, 100, () => ({}))).toEqual({ 200: 100 });
    const { headers } = await seenByNode(address, { 'x-forwarded-for': '6.6.6.6', forwarded: 'for=6.6.6.6' });
    expect(headers).toMatchObject({
      'x-forwarded-for': '6.6.6.6',
      forwarded: 'for=6.6.6.6',
      connection: 'Upgrade',
    });
    expect((await post(address, call('system_health', ['x'.repeat(2_000_000)]))).status).toBe(413);
  });

  it.each(['recipe-nginx', 'recipe-apache'])(
    '%s gives one client as many WebSockets as it likes',
    async (name) => {
      await setNode(lab(), name, { rpcCors: 'all' });
      const sockets = await openMany(addressOf(name), 60, 30);
      closeAll(sockets);
      expect(sockets).toHaveLength(60);
    },
  );

  it('with Apache and its rate limit, does not start on Debian 12', async () => {
    const install =
      'export DEBIAN_FRONTEND=noninteractive; apt-get install -y -q libapache2-mod-qos; a2enmod qos';
    await labRun(lab(), 'recipe-apache', install);
    const { code, stderr } = await labRun(lab(), 'recipe-apache', 'apache2ctl -t');
    expect(code).not.toBe(0);
    expect(stderr).toContain('undefined symbol: pcre_free');
  });
});
