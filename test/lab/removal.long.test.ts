// `hostwright remove` on hosts that were bare before: after the last endpoint nothing is left, on each proxy and each
// release; and what others use stays.

import { beforeAll, describe, expect, it } from 'vitest';
import { useLab } from './hosts.js';
import { differences, type Snapshot, snapshot } from './removal/left.js';
import { open } from './secure-websocket/client.js';
import { removeFrom, secureWebsocket } from './secure-websocket/hostwright.js';
import { asRoot, hostAddress } from './secure-websocket/seed.js';

const hosts = {
  'nginx-12': { proxy: 'nginx', firewall: 'ufw' },
  'nginx-13': { proxy: 'nginx' },
  'apache-12': { proxy: 'apache2' },
  'apache-13': { proxy: 'apache2', firewall: 'ufw' },
} as const;
const names = Object.keys(hosts);

const lab = useLab(names.map((name) => ({ name, release: name.endsWith('12') ? 'bookworm' : 'trixie' })));

const whole = ['--packages', '--certificates', 'delete'];

describe('hosts that were bare', () => {
  const before = new Map<string, Snapshot>();
  beforeAll(async () => {
    await Promise.all(names.map(async (name) => before.set(name, await snapshot(lab(), name))));
    const { code, text } = await secureWebsocket('apply', lab(), hosts);
    expect(code, text).toBe(0);
  });

  it.each(names)('%s: is told what would go, and nothing goes', async (name) => {
    const then = await snapshot(lab(), name);
    const { code, text } = await removeFrom(lab(), [name], ['--plan', ...whole]);
    expect(code, text).toBe(2);
    expect(text).toContain('/sites-enabled/hostwright-wss.conf');
    expect(differences(then, await snapshot(lab(), name))).toEqual([]);
  });

  it.each(names)('%s: nothing is left', async (name) => {
    const { code, text } = await removeFrom(lab(), [name], ['--yes', ...whole]);
    expect(code, text).toBe(0);
    expect(differences(before.get(name) ?? new Set(), await snapshot(lab(), name)), text).toEqual([]);
    const again = await removeFrom(lab(), [name], ['--yes', ...whole]);
    expect(again.code, again.text).toBe(0);
    expect(again.hosts[name]).toMatchObject({ changed: 0 });
  });
});

describe('one of two', () => {
  const pair = { endpoints: [{}, { name: 'other', wss_port: 8443 }] };
  const both = ['nginx-12', 'apache-13'] as const;
  beforeAll(async () => {
    const inventory = { 'nginx-12': { ...pair }, 'apache-13': { ...pair, proxy: 'apache2' } };
    const { code, text } = await secureWebsocket('apply', lab(), inventory);
    expect(code, text).toBe(0);
  });

  it.each(both)('%s: goes, and the other drops no connection', async (name) => {
    const socket = await open(hostAddress(lab(), name));
    expect(socket).toBeDefined();
    let closed = false;
    socket?.on('close', () => {
      closed = true;
    });
    const { code, text } = await removeFrom(lab(), [name], ['other', '--yes', '--certificates', 'delete']);
    expect(code, text).toBe(0);
    const left = "find /etc /var/log -name '*hostwright-wss[-_]other*'; ss -Hltn | grep ':8443 ' || :";
    expect(await asRoot(lab(), name, left)).toBe('');
    expect(closed).toBe(false);
    const anew = await open(hostAddress(lab(), name));
    expect(anew).toBeDefined();
    for (const each of [socket, anew]) each?.terminate();
    // The one that stays is as it was; Apache's numbers for the whole server are sums, and one file with its reload follows them.
    const plan = await secureWebsocket('plan', lab(), {
      [name]: name === 'nginx-12' ? {} : { proxy: 'apache2' },
    });
    expect(plan.hosts[name]?.would_change).toBe(name === 'nginx-12' ? 0 : 2);
  });

  it.each(both)('%s: nothing is left of both', async (name) => {
    const { code, text } = await removeFrom(lab(), [name], ['--yes', ...whole]);
    expect(code, text).toBe(0);
  });
});
