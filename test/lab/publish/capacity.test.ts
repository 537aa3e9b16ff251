// One number of clients on real hosts: the limits hold as many as they are made for, in the memory that the arithmetic
// gives them; a change of configuration is a reload that no subscriber notices, and no change is no reload.

import { beforeAll, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { libraries, useLab } from '../hosts.js';
import { call, closeAll, open, openMany, sleep } from '../secure-websocket/client.js';
import { type HostVariables, type Report, secureWebsocket } from '../secure-websocket/hostwright.js';
import { asRoot, hostAddress } from '../secure-websocket/seed.js';

const lab = useLab(
  [
    { name: 'nginx', release: 'trixie' },
    { name: 'apache2', release: 'bookworm' },
  ],
  libraries,
);

const names = ['nginx', 'apache2'] as const;
type Name = (typeof names)[number];
const crowd = 500;
const limits = {
  connections_per_client: 600,
  requests_per_second: 1000,
  request_burst: 1000,
  expected_clients: 1010,
};
const onBoth = (more: object = {}): HostVariables => ({
  nginx: { ...limits, drain_seconds: 5, ...more },
  apache2: { proxy: 'apache2', ...limits, ...more },
});

let first: Report;
beforeAll(async () => {
  first = await secureWebsocket('apply', lab(), onBoth());
});

describe('1010 clients', () => {
  it('become all limits, and the node is told what it needs', async () => {
    expect(first.code, first.text).toBe(0);
    expect(first.text).toContain('start it with --rpc-max-connections=1111');
    expect(await asRoot(lab(), 'nginx', 'grep -c "worker_connections 4096;" /etc/nginx/nginx.conf')).toBe(
      '1\n',
    );
    expect(await asRoot(lab(), 'nginx', 'systemctl show -p LimitNOFILE nginx')).toBe('LimitNOFILE=65536\n');
    const threads = 'grep -h MaxRequestWorkers /etc/apache2/conf-enabled/zz-hostwright-wss.conf';
    expect(await asRoot(lab(), 'apache2', threads)).toMatch(/ 1200$/m);
  });

  it('change one number of the file that belongs to nginx', async () => {
    const file = await asRoot(lab(), 'nginx', 'dpkg --verify nginx-common nginx; cat /etc/nginx/nginx.conf');
    expect(file).toContain('include /etc/nginx/sites-enabled/*;');
  });

  it.each([
    [{ connections_per_client: 2000 }, /one address may open 2000 connections, and there is room for 1010/],
    [{ expected_clients: 900_000 }, /900000 are more than the \d+ of net\.ipv4\.ip_local_port_range/],
  ])('are refused as %j, in plan, before anything', async (more, words) => {
    const { code, text } = await secureWebsocket('plan', lab(), { nginx: { ...onBoth().nginx, ...more } });
    expect(code).toBe(1);
    expect(text).toMatch(words);
  });
});

describe.each(names)('%s', (name) => {
  it('carries a crowd in the memory that it is given', async () => {
    const before = await memoryOf(name);
    const sockets = await openMany(hostAddress(lab(), name), crowd, 10);
    const after = await memoryOf(name);
    closeAll(sockets);
    expect(sockets).toHaveLength(crowd);
    const each = (after - before) / crowd;
    expect(each).toBeGreaterThan(0);
    expect(each).toBeLessThan(name === 'nginx' ? 96 : 192);
    console.info(`${name}: ${Math.round(each)} KiB a client`);
  });

  it('keeps a subscription through a reload that a change of the configuration causes', async () => {
    const socket = await open(hostAddress(lab(), name));
    if (!socket) throw new Error('no WebSocket');
    const heads = subscribe(socket);
    await expect.poll(() => heads.length, { timeout: 10_000 }).toBeGreaterThan(1);
    const workers = await workersOf(name);
    const { code, text, hosts } = await secureWebsocket('apply', lab(), {
      [name]: { ...onBoth({ hsts_seconds: 60, drain_seconds: 60 })[name] },
    });
    expect(code, text).toBe(0);
    expect(hosts[name]?.changed).toBeGreaterThan(0);
    expect(await workersOf(name)).not.toBe(workers);
    const seen = heads.length;
    await expect.poll(() => heads.length, { timeout: 10_000 }).toBeGreaterThan(seen + 1);
    expect(heads).toEqual(heads.map((_, index) => (heads[0] ?? 0) + index));
    socket.terminate();
  });

  it('is not reloaded where nothing changed', async () => {
    const workers = await workersOf(name);
    const { code, text, hosts } = await secureWebsocket('apply', lab(), {
      [name]: { ...onBoth({ hsts_seconds: 60, drain_seconds: 60 })[name] },
    });
    expect(code, text).toBe(0);
    expect(hosts[name]).toMatchObject({ changed: 0, failed: 0 });
    expect(hosts[name]?.round_trips).toBeLessThanOrEqual(2);
    expect(await workersOf(name)).toBe(workers);
  });
});

/** KiB of all its processes, what they share counted once. */
async function memoryOf(name: Name): Promise<number> {
  await sleep(1000);
  const sum = `cat $(pgrep -x ${name} | sed 's,.*,/proc/&/smaps_rollup,') | awk '/^Pss:/ { sum += $2 } END { print sum }'`;
  return Number(await asRoot(lab(), name, sum));
}

/** Processes that take new clients. */
function workersOf(name: Name): Promise<string> {
  const youngest = name === 'nginx' ? 'pgrep -f "^nginx: worker process$"' : 'pgrep -n -x apache2';
  return asRoot(lab(), name, `${youngest} | sort`);
}

/** Numbers of the blocks that arrive. */
function subscribe(socket: WebSocket): readonly number[] {
  const heads: number[] = [];
  socket.on('message', (data) => {
    const number = JSON.parse(String(data)).params?.result?.number;
    if (number !== undefined && Number(number) !== heads.at(-1)) heads.push(Number(number));
  });
  socket.send(call('chain_subscribeNewHeads'));
  return heads;
}
