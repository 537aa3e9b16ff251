// Several endpoints on one host, by path, by name and by port, behind each proxy: from one to several and back, nothing of
// the first is touched, and no connection to it is dropped. `npm run test:long -- several-endpoints`.

import { describe, expect, it } from 'vitest';
import { useLab } from '../hosts.js';
import { call, closeAll, open, post, seenByNode, sleep } from './client.js';
import { type HostVariables, secureWebsocket } from './hostwright.js';
import { asRoot, hostAddress, setNode, startNode } from './seed.js';

const proxies = {
  nginx: { proxy: 'nginx', drain_seconds: 600 },
  apache: { proxy: 'apache2' },
  haproxy: { proxy: 'haproxy', drain_seconds: 600 },
};
const names = Object.keys(proxies) as readonly (keyof typeof proxies)[];
const lab = useLab([
  { name: 'nginx', release: 'trixie' },
  { name: 'apache', release: process.env.OLDER ? 'bookworm' : 'trixie' },
  { name: 'haproxy', release: process.env.OLDER ? 'trixie' : 'bookworm' },
]);
const addressOf = (name: string) => hostAddress(lab(), name);

/** Every host with the same list. */
const hostsWith = (more: Readonly<Record<string, unknown>>): HostVariables =>
  Object.fromEntries(
    names.map((name) => [name, { ...proxies[name], proof_address: addressOf(name), ...more }]),
  );

const first = { domain: 'rpc.example.org', expected_clients: 60 };
const kusama = { name: 'kusama', domain: 'rpc.example.org', wss_path: '/kusama', node_port: 9945 };
const four = () => [
  kusama,
  {
    name: 'west-end',
    domain: 'westend.example.org',
    node_port: 9945,
    allowed_clients: [addressOf('nginx').replace(/\.\d+$/, '.0/24')],
  },
  { name: 'error', domain: 'error.example.org', wss_port: 8443 },
  { name: 'names', domain: 'rpc.example.org', wss_port: 8443, wss_path: '/a', request_burst: 10 },
];

/** What is on the host that is the first endpoint's, byte by byte. */
const filesOfFirst = (name: string) =>
  asRoot(
    lab(),
    name,
    'cd /etc && sha256sum nginx/sites-available/hostwright-wss.conf apache2/sites-available/hostwright-wss.conf haproxy/sites-available/hostwright-wss.cfg ssl/certs/hostwright-wss.crt ssl/private/hostwright-wss.key 2>/dev/null || :',
  );

const portOfNode = async (name: string, site: string, path: string, port = 443) => {
  const { headers } = await seenByNode(`${addressOf(name)}:${port}`, { host: site }, path);
  return headers.host;
};

describe('from one endpoint to two by name and five, and back', () => {
  const before = new Map<string, string>();
  const sockets = new Map<string, Awaited<ReturnType<typeof open>>>();

  it('one, in the flat form', async () => {
    for (const name of names) await startNode(lab(), name, 9945);
    const { code, text } = await secureWebsocket('apply', lab(), hostsWith(first));
    expect(code, text).toBe(0);
    for (const name of names) {
      before.set(name, await filesOfFirst(name));
      sockets.set(name, await open(addressOf(name)));
    }
  });

  it('the same as a list of one without a name plans nothing', async () => {
    const { hosts, text } = await secureWebsocket('plan', lab(), hostsWith({ endpoints: [first] }));
    for (const name of names) expect(hosts[name], text).toMatchObject({ would_change: 0, failed: 0 });
  });

  it('two by name: nothing of the first changes', async () => {
    const two = [first, { name: 'other', domain: 'other.example.org', node_port: 9945 }];
    const { code, text } = await secureWebsocket('apply', lab(), hostsWith({ endpoints: two }));
    expect(code, text).toBe(0);
    for (const name of names) {
      expect(await filesOfFirst(name)).toBe(before.get(name));
      expect(await portOfNode(name, 'rpc.example.org', '/')).toBe('127.0.0.1:9944');
      expect(await portOfNode(name, 'other.example.org', '/')).toBe('127.0.0.1:9945');
      expect(sockets.get(name)?.readyState).toBe(1);
    }
  });

  it('five by path, name and port, in two round trips when all is there', async () => {
    const endpoints = [...four(), first].toReversed();
    const { code, text } = await secureWebsocket('apply', lab(), hostsWith({ endpoints }));
    expect(code, text).toBe(0);
    const again = await secureWebsocket('apply', lab(), hostsWith({ endpoints: endpoints.toReversed() }));
    expect(again.code, again.text).toBe(0);
    for (const name of names) {
      expect(again.hosts[name], again.text).toMatchObject({ changed: 0, failed: 0 });
      expect(again.hosts[name]?.round_trips, name).toBeLessThanOrEqual(2);
      expect(sockets.get(name)?.readyState).toBe(1);
    }
  });

  it.each(names)('%s leads each to its node, without its path', async (name) => {
    expect(await portOfNode(name, 'rpc.example.org', '/')).toBe('127.0.0.1:9944');
    expect(await portOfNode(name, 'rpc.example.org', '/kusama')).toBe('127.0.0.1:9945');
    expect(await portOfNode(name, 'error.example.org', '/', 8443)).toBe('127.0.0.1:9944');
    expect(await portOfNode(name, 'rpc.example.org', '/a', 8443)).toBe('127.0.0.1:9944');
    const site = { host: 'rpc.example.org' };
    expect((await seenByNode(addressOf(name), site, '/kusama/x')).path).toBe('/x');
    expect((await seenByNode(addressOf(name), site, '/kusama')).path).toBe('/');
    expect((await seenByNode(addressOf(name), site, '/kusamas')).headers.host).toBe('127.0.0.1:9944');
    const nowhere = await post(`${addressOf(name)}:8443`, call('system_health'), site, '/');
    expect(nowhere.status).toBe(404);
    expect(await portOfNode(name, 'westend.example.org', '/')).toBe('127.0.0.1:9945');
  });

  it('nginx counts the requests of a client by endpoint', async () => {
    const name = 'nginx';
    const statuses = await Promise.all(
      Array.from({ length: 30 }, () =>
        post(`${addressOf(name)}:8443`, call('system_health'), { host: 'rpc.example.org' }, '/a'),
      ),
    );
    const served = statuses.filter(({ status }) => status === 200).length;
    expect(served).toBeGreaterThanOrEqual(10);
    expect(served).toBeLessThan(25);
    expect((await post(addressOf(name), call('system_health'), { host: 'rpc.example.org' })).status).toBe(
      200,
    );
    await sleep(2000);
  });

  it('verify knows all of them, and names the one whose node is unsafe', async () => {
    const hosts = hostsWith({ endpoints: [first, ...four()] });
    const { text } = await secureWebsocket('verify', lab(), hosts);
    for (const url of [
      'wss://rpc.example.org/kusama',
      'wss://error.example.org:8443/',
      'wss://rpc.example.org:8443/a',
    ])
      expect(text).toContain(url);
    for (const name of names)
      await asRoot(lab(), name, `echo '{"methods":"unsafe"}' >/etc/lab-node-9945.json`);
    const unsafe = await secureWebsocket('plan', lab(), hosts);
    expect(unsafe.code).toBe(1);
    expect(unsafe.text).toContain('9945');
    for (const name of names) await asRoot(lab(), name, 'cp /etc/lab-node.json /etc/lab-node-9945.json');
  });

  it('back to the flat form: the first is as it was', async () => {
    const { code, text } = await secureWebsocket('apply', lab(), hostsWith(first));
    expect(code, text).toBe(0);
    for (const name of names) {
      expect(await filesOfFirst(name)).toBe(before.get(name));
      expect(sockets.get(name)?.readyState).toBe(1);
    }
    closeAll([...sockets.values()].flatMap((socket) => socket ?? []));
    await setNode(lab(), names[0] as string, { methods: 'safe' });
  });
});
