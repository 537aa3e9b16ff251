// Several nodes behind one endpoint, with each proxy on each release: one dies, one falls behind, one turns unsafe, all die. Clients
// with open subscriptions go on, and new ones are served by the other. `npm run test:long -- several-nodes`.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { labRun } from '../../../src/lab/index.js';
import { useLab } from '../hosts.js';
import { call, closeAll, open, post, sleep } from './client.js';
import { type HostVariables, removeFrom, secureWebsocket } from './hostwright.js';
import { asRoot, hostAddress, startNode } from './seed.js';

const hosts = {
  'nginx-t': { proxy: 'nginx', drain_seconds: 600 },
  'nginx-b': { proxy: 'nginx', drain_seconds: 600 },
  'apache-t': { proxy: 'apache2' },
  'apache-b': { proxy: 'apache2' },
  'haproxy-t': { proxy: 'haproxy', drain_seconds: 600 },
  'haproxy-b': { proxy: 'haproxy', drain_seconds: 600 },
} as const;
const names = Object.keys(hosts) as readonly (keyof typeof hosts)[];
const lab = useLab(
  names.map((name) => ({ name, release: name.endsWith('-b') ? 'bookworm' : 'trixie' }) as const),
);
const addressOf = (name: string) => hostAddress(lab(), name);

const variables = (more: Readonly<Record<string, unknown>> = {}): HostVariables =>
  Object.fromEntries(
    names.map((name) => [
      name,
      {
        ...hosts[name],
        domain: 'rpc.example.org',
        proof_address: addressOf(name),
        request_burst: 200,
        ...more,
      },
    ]),
  );
const nodes = [{ port: 9944 }, { port: 9945, name: 'second' }];

const eachHost = (work: (name: string) => Promise<unknown>) => Promise.all(names.map(work));
const configure = (port: number, how: object) =>
  eachHost((name) => asRoot(lab(), name, `echo '${JSON.stringify(how)}' >/etc/lab-node-${port}.json`));
const said = (name: string) => asRoot(lab(), name, 'journalctl -q -o cat -u hostwright-wss-nodes || :');
const stateOf = (name: string) =>
  name.startsWith('haproxy') ? '/var/lib/haproxy/hostwright-wss-nodes' : '/var/lib/hostwright-wss-nodes';
const outs = (name: string) =>
  asRoot(lab(), name, `cd ${stateOf(name)}/hostwright-wss && ls | grep out$ || :`);

/** Ports of the nodes that answered `count` new clients, and what else came back. */
async function answering(name: string, count = 30): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (let left = count; left > 0; left -= 1) {
    const { status, body } = await post(addressOf(name), call('debug_lastHeaders'));
    const who = status === 200 ? (JSON.parse(body).result.headers.host as string) : `HTTP ${status}`;
    counts[who] = (counts[who] ?? 0) + 1;
  }
  return counts;
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let left = 60; left > 0; left -= 1) {
    if (await isSo()) return;
    await sleep(1000);
  }
  throw new Error(`not in a minute: ${what}`);
}

const outIs = (wanted: string) =>
  eachHost((name) =>
    until(`${name}: ${wanted || 'nobody'} is out`, async () => (await outs(name)).trim() === wanted),
  );

/** An open subscription, and how many heads it has had. */
interface Watching {
  readonly socket: WebSocket;
  readonly port: number;
  heads: number;
}

async function watch(name: string): Promise<Watching> {
  const socket = await open(addressOf(name));
  if (!socket) throw new Error(`${name} opens no WebSocket`);
  const answers: string[] = [];
  const watching = { socket, port: 0, heads: 0 };
  socket.on('message', (data) => {
    const text = String(data);
    if (text.includes('chain_newHead')) watching.heads += 1;
    else answers.push(text);
  });
  socket.send(call('debug_lastHeaders'));
  await until('an answer', async () => answers.length > 0);
  const host = JSON.parse(answers[0] ?? '').result.headers.host as string;
  socket.send(call('chain_subscribeNewHeads'));
  return Object.assign(watching, { port: Number(host.split(':')[1]) });
}

const watching = new Map<string, readonly Watching[]>();

/** Those that are open to a node have had heads since; and none is closed. */
async function stillServed(port: number): Promise<void> {
  const before = new Map([...watching].flatMap(([, all]) => all.map((one) => [one, one.heads] as const)));
  await sleep(4000);
  for (const [name, all] of watching)
    for (const one of all.filter((each) => each.port === port)) {
      expect(one.socket.readyState, `${name}: the WebSocket to ${port}`).toBe(1);
      expect(one.heads, `${name}: heads from ${port}`).toBeGreaterThan(before.get(one) ?? 0);
    }
}

/** What `verify --log-in` says of the nodes of each host. */
async function verified(): Promise<ReadonlyMap<string, { readonly status: string; readonly seen: string }>> {
  const { text } = await secureWebsocket('verify', lab(), variables({ nodes }), ['--log-in']);
  const events = text
    .split('\n')
    .flatMap((line) => (line.startsWith('{"type":"finding"') ? [JSON.parse(line)] : []));
  return new Map(events.filter(({ check }) => check === 'nodes').map((each) => [each.host, each]));
}

const only = (port: number) => async (name: string) =>
  expect(Object.keys(await answering(name)), name).toEqual([`127.0.0.1:${port}`]);

beforeAll(async () => {
  await eachHost(async (name) => {
    await startNode(lab(), name, 9945);
    await asRoot(
      lab(),
      name,
      'cp /etc/lab-node.json /etc/lab-node-9944.json; ln -sf lab-node-9944.json /etc/lab-node.json',
    );
  });
});
afterAll(() => closeAll([...watching.values()].flat().map(({ socket }) => socket)));

describe('two nodes', () => {
  it('are published, and the next run finds nothing to do in two round trips', async () => {
    const { code, text } = await secureWebsocket('apply', lab(), variables({ nodes }));
    expect(code, text).toBe(0);
    const again = await secureWebsocket('apply', lab(), variables({ nodes }));
    expect(again.code, again.text).toBe(0);
    for (const name of names) {
      expect(again.hosts[name], again.text).toMatchObject({ changed: 0, failed: 0 });
      expect(again.hosts[name]?.round_trips, name).toBeLessThanOrEqual(2);
      const counts = await answering(name, 60);
      expect(Object.keys(counts).sort(), name).toEqual(['127.0.0.1:9944', '127.0.0.1:9945']);
      const sockets: Watching[] = [];
      while (new Set(sockets.map(({ port }) => port)).size < 2 && sockets.length < 40)
        sockets.push(await watch(name));
      watching.set(name, sockets);
    }
  });

  it('are seen in what the proxy itself says of its configuration', async () => {
    await eachHost(async (name) => {
      const views = {
        nginx: 'nginx -T 2>&1',
        apache2: 'apache2ctl -S 2>&1; cat /etc/apache2/sites-enabled/hostwright-wss.conf',
        haproxy:
          'cat /etc/haproxy/sites-enabled/hostwright-wss.cfg; haproxy -c -f /etc/haproxy/haproxy.cfg -f /etc/haproxy/conf.d -f /etc/haproxy/sites-enabled 2>&1',
      };
      const view = views[hosts[name as keyof typeof hosts].proxy];
      const text = await asRoot(lab(), name, view);
      expect(text).toContain('127.0.0.1:9945');
      expect(text).not.toMatch(/\[(emerg|warn|ALERT|WARNING)\]|Syntax error/);
    });
  });

  it('are watched by a unit that systemd calls safe', async () => {
    await eachHost(async (name) => {
      const { stdout } = await labRun(
        lab(),
        name,
        'systemd-analyze security --no-pager hostwright-wss-nodes.service | tail -1',
      );
      const [, exposure = '10'] = /: ([\d.]+) /.exec(stdout) ?? [];
      expect(Number(exposure), stdout).toBeLessThan(4);
      expect(
        await asRoot(lab(), name, 'systemctl is-failed hostwright-wss-nodes.service || :'),
      ).not.toContain('failed');
    });
  });

  it('one falls behind: new clients come to the other, open ones stay, and the journal says it', async () => {
    await configure(9945, { behind: 60 });
    await outIs('127.0.0.1:9945.out');
    await sleep(6000);
    await eachHost(only(9944));
    await stillServed(9944);
    await stillServed(9945);
    const findings = await verified();
    for (const name of names) {
      expect(findings.get(name), name).toMatchObject({ status: 'failed' });
      expect(findings.get(name)?.seen).toMatch(/the node second \(127\.0\.0\.1:9945\) is \d+ blocks behind/);
    }
    await eachHost(async (name) =>
      expect(await said(name)).toMatch(/hostwright-wss: 127\.0\.0\.1:9945 is out: it is \d+ blocks behind/),
    );
  });

  it('a reload of the proxy does not bring it back', async () => {
    await eachHost((name) =>
      asRoot(lab(), name, `systemctl reload ${hosts[name as keyof typeof hosts].proxy}`),
    );
    await eachHost(only(9944));
    await configure(9945, {});
    await outIs('');
  });

  it('one turns unsafe: nobody new comes to it', async () => {
    await configure(9945, { methods: 'unsafe' });
    await outIs('127.0.0.1:9945.out');
    await sleep(6000);
    await eachHost(only(9944));
    const findings = await verified();
    for (const name of names)
      expect(findings.get(name)?.seen, name).toMatch(/second \(127\.0\.0\.1:9945\) answers system_peers/);
    await configure(9945, {});
    await outIs('');
    for (const [name, { status, seen }] of await verified())
      expect(status, `${name}: ${seen}`).toBe('passed');
  });

  it('one dies: nobody new notices, from the first moment on', async () => {
    await sleep(6000);
    await eachHost((name) => asRoot(lab(), name, 'systemctl stop lab-node-9945'));
    await eachHost(only(9944));
    await stillServed(9944);
    await outIs('127.0.0.1:9945.out');
    await eachHost(only(9944));
    const findings = await verified();
    for (const name of names)
      expect(findings.get(name)?.seen, name).toMatch(/second \(127\.0\.0\.1:9945\) does not answer/);
  });

  it('none is left: it is said, and the first that comes back serves', async () => {
    await eachHost((name) => asRoot(lab(), name, 'systemctl stop lab-node'));
    await eachHost((name) =>
      until(`${name}: the journal says it`, async () => (await said(name)).includes('none answers')),
    );
    await eachHost((name) => asRoot(lab(), name, 'systemctl start lab-node'));
    await eachHost((name) =>
      until(`${name} serves again`, async () => (await answering(name, 1))['127.0.0.1:9944'] === 1),
    );
  });

  it('one node again: the watch is gone, with all that it had', async () => {
    const { code, text } = await secureWebsocket('apply', lab(), variables());
    expect(code, text).toBe(0);
    await eachHost(async (name) => {
      const left =
        'ls -d /etc/hostwright-wss-nodes /var/lib/hostwright-wss-nodes /var/lib/haproxy/hostwright* /usr/local/lib/hostwright-* /etc/systemd/system/hostwright-wss-nodes* /etc/systemd/system/*.wants/hostwright-wss-nodes* 2>/dev/null || :';
      expect(await asRoot(lab(), name, left)).toBe('');
      expect(
        await asRoot(lab(), name, 'systemctl list-units --all "hostwright-wss-nodes*" --no-legend'),
      ).toBe('');
    });
    const again = await secureWebsocket('plan', lab(), variables());
    for (const name of names)
      expect(again.hosts[name], again.text).toMatchObject({ would_change: 0, failed: 0 });
  });

  it('removal takes the watch away', async () => {
    await eachHost((name) => startNode(lab(), name, 9945));
    expect((await secureWebsocket('apply', lab(), variables({ nodes }))).code).toBe(0);
    const { code, text } = await removeFrom(lab(), names, ['--yes']);
    expect(code, text).toBe(0);
    await eachHost(async (name) => {
      const left =
        'ls -d /etc/hostwright-wss-nodes /var/lib/hostwright-wss-nodes /var/lib/haproxy/hostwright* /usr/local/lib/hostwright-* /etc/systemd/system/hostwright-wss-nodes* /etc/systemd/system/*.wants/hostwright-wss-nodes* 2>/dev/null || :';
      expect(await asRoot(lab(), name, left)).toBe('');
    });
  });

  it.each([
    ['names of their own', (name: string) => ({ domain: `${name}.example.org` })],
    ['paths of one name', (name: string) => ({ domain: 'rpc.example.org', wss_path: `/${name}` })],
  ])('one of two goes, the other is watched on, the last takes the watch along: %s', async (_, place) => {
    const entry = (name: string, more = {}) => ({ name, ...place(name), nodes, ...more });
    const listed = (...endpoints: readonly object[]) =>
      Object.fromEntries(
        names.map((name) => [
          name,
          { ...hosts[name], proof_address: addressOf(name), request_burst: 200, endpoints },
        ]),
      );
    const both = await secureWebsocket('apply', lab(), listed(entry('one'), entry('two')));
    expect(both.code, both.text).toBe(0);
    const gone = await secureWebsocket(
      'apply',
      lab(),
      listed(entry('one'), entry('two', { state: 'absent' })),
    );
    expect(gone.code, gone.text).toBe(0);
    await eachHost(async (name) => {
      expect(await asRoot(lab(), name, `ls /etc/hostwright-wss-nodes ${stateOf(name)}`)).toBe(
        `/etc/hostwright-wss-nodes:\nhostwright-wss-one.conf\n\n${stateOf(name)}:\nhostwright-wss-one\n`,
      );
      expect(await asRoot(lab(), name, 'systemctl is-active hostwright-wss-nodes.timer')).toBe('active\n');
    });
    const again = await secureWebsocket('plan', lab(), listed(entry('one')));
    for (const name of names)
      expect(again.hosts[name], again.text).toMatchObject({ would_change: 0, failed: 0 });
    const last = await secureWebsocket('apply', lab(), listed(entry('one', { state: 'absent' })));
    expect(last.code, last.text).toBe(0);
    await eachHost(async (name) => {
      const left =
        'ls -d /etc/hostwright-wss-nodes /var/lib/hostwright-wss-nodes /var/lib/haproxy/hostwright* /etc/systemd/system/hostwright-wss-nodes* 2>/dev/null || :';
      expect(await asRoot(lab(), name, left)).toBe('');
    });
  });

  it('move from nginx to haproxy and back, and the watch with them', async () => {
    const name = 'nginx-t';
    for (const proxy of ['nginx', 'haproxy', 'nginx'] as const) {
      const moved = { [name]: { ...variables({ nodes })[name], proxy } };
      const { code, text } = await secureWebsocket('apply', lab(), moved);
      expect(code, text).toBe(0);
      const folders = 'ls -d /var/lib/hostwright-wss-nodes /var/lib/haproxy/host* || :';
      // The first look of the watch makes it.
      await until(
        `${stateOf(proxy)} alone`,
        async () => (await asRoot(lab(), name, folders)) === `${stateOf(proxy)}\n`,
      );
      expect(Object.keys(await answering(name)).sort()).toEqual(['127.0.0.1:9944', '127.0.0.1:9945']);
      const again = await secureWebsocket('plan', lab(), moved);
      expect(again.hosts[name], again.text).toMatchObject({ would_change: 0, failed: 0 });
    }
  });
});
