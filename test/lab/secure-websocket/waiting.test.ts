// What shows only after a while, with our configuration and with the recipe's: cut connections, workers that stay,
// and threads that run out. These tests mostly wait, so they wait together.

import { beforeAll, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { libraries, useLab } from '../hosts.js';
import { call, closeAll, idleFor, open, openMany, sleep } from './client.js';
import { secureWebsocket } from './hostwright.js';
import { asRoot, followRecipeForApache, followRecipeForNginx, hostAddress, setNode } from './seed.js';

const lab = useLab(
  [
    { name: 'nginx', release: 'trixie' },
    { name: 'reloaded', release: 'bookworm' },
    { name: 'apache', release: 'trixie' },
    { name: 'reloaded-apache', release: 'bookworm' },
    { name: 'recipe-nginx', release: 'bookworm' },
    { name: 'recipe-apache', release: 'bookworm' },
  ],
  libraries,
);

beforeAll(async () => {
  const [{ code, text }] = await Promise.all([
    secureWebsocket('apply', lab(), {
      nginx: {},
      reloaded: { drain_seconds: 2 },
      apache: { proxy: 'apache2', connections_per_client: 250 },
      'reloaded-apache': { proxy: 'apache2' },
    }),
    followRecipeForNginx(lab(), 'recipe-nginx'),
    followRecipeForApache(lab(), 'recipe-apache'),
    setNode(lab(), 'recipe-nginx', { rpcCors: 'all' }),
  ]);
  expect(code, text).toBe(0);
});

async function openOne(name: string): Promise<WebSocket> {
  const socket = await open(hostAddress(lab(), name));
  if (socket === undefined) throw new Error(`${name}: no WebSocket`);
  return socket;
}

function answers(socket: WebSocket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.once('message', () => resolve(true));
    socket.once('close', () => resolve(false));
    socket.send(call('system_health'));
  });
}

describe.concurrent('after a while', () => {
  it('a connection that is quiet for a minute is not cut; the recipe cuts it', async () => {
    const wait = async (name: string) => {
      const socket = await openOne(name);
      const held = await idleFor(socket, 63_000);
      socket.terminate();
      return held;
    };
    const [nginx, apache, recipe] = await Promise.all([wait('nginx'), wait('apache'), wait('recipe-nginx')]);
    expect([nginx, apache]).toEqual([63_000, 63_000]);
    expect(recipe).toBeGreaterThan(59_000);
    expect(recipe).toBeLessThan(62_000);
  });

  it('verify --long tells the one from the other', async () => {
    const hosts = { nginx: {}, apache: { proxy: 'apache2' }, 'recipe-nginx': {} };
    const { text } = await secureWebsocket('verify', lab(), hosts, ['--long']);
    const idle = text
      .split('\n')
      .filter((line) => line.includes('"check":"idle"'))
      .map((line) => JSON.parse(line));
    const seen = Object.fromEntries(idle.map(({ host, status, seen }) => [host, `${status}: ${seen}`]));
    expect(seen).toEqual({
      nginx: 'passed: it still answers after 65 s',
      apache: 'passed: it still answers after 65 s',
      'recipe-nginx': 'failed: it was cut after 60 s',
    });
  });

  it('workers are gone after reloads; with the recipe they pile up', async () => {
    const draining = async (name: string) =>
      Number(await asRoot(lab(), name, 'ps -eo args | grep -c "[n]ginx: worker.*shutting down" || :'));
    const reloadUnderClients = async (name: string) => {
      const sockets: WebSocket[] = [];
      for (let round = 0; round < 3; round += 1) {
        sockets.push(await openOne(name));
        await asRoot(lab(), name, 'systemctl reload nginx');
        await sleep(1000);
      }
      return sockets;
    };
    const sockets = await Promise.all(['reloaded', 'recipe-nginx'].map(reloadUnderClients));
    // A loaded machine may need longer than the time that is set.
    await expect.poll(() => draining('reloaded'), { timeout: 30_000, interval: 500 }).toBe(0);
    // One more where a client of an earlier test was cut in the middle: they never go.
    expect(await draining('recipe-nginx')).toBeGreaterThanOrEqual(3);
    sockets.forEach(closeAll);
  });

  it('a process of Apache outlives a reload as long as somebody is connected through it, and no longer', async (context) => {
    const name = 'reloaded-apache';
    const processes = async (): Promise<readonly string[]> =>
      (await asRoot(lab(), name, 'pgrep -P $(cat /run/apache2/apache2.pid)')).trim().split('\n');
    const sockets: WebSocket[] = [];
    const old = new Set<string>();
    for (let round = 0; round < 3; round += 1) {
      sockets.push(await openOne(name));
      for (const process of await processes()) old.add(process);
      await asRoot(lab(), name, 'systemctl reload apache2');
      await sleep(1000);
    }
    const left = async () => (await processes()).filter((process) => old.has(process)).length;
    // One for each client, at most; those without are gone.
    await context.expect.poll(left, { timeout: 30_000, interval: 500 }).toBeLessThanOrEqual(sockets.length);
    context.expect(await Promise.all(sockets.map(answers))).toEqual([true, true, true]);
    closeAll(sockets);
    await context.expect.poll(left, { timeout: 30_000, interval: 500 }).toBe(0);
  });

  it('Apache carries more clients than the 150 of its package; the recipe then serves nobody', async () => {
    const crowd = async (name: string) => {
      const address = hostAddress(lab(), name);
      // Slowly enough for the limit of handshakes.
      const sockets = await openMany(address, 170, 100);
      const more = await open(address, {}, 2000);
      closeAll(sockets);
      more?.terminate();
      return { carried: sockets.length, more: more !== undefined };
    };
    const [own, recipe] = await Promise.all([crowd('apache'), crowd('recipe-apache')]);
    expect(own).toEqual({ carried: 170, more: true });
    expect(recipe.carried).toBeLessThanOrEqual(150);
    expect(recipe.more).toBe(false);
  });
});
