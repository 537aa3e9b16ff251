// The laws of upgrades for an endpoint that the last release has made: what plan shows was named, and nobody who is
// connected, or connects meanwhile, notices that it is applied.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { eventsOf, type Ran, root } from '../../cli/hostwright.js';
import { differences, namedIn } from '../../upgrade/named.js';
import { domainOf } from '../letsencrypt/hosts.js';
import { poll } from '../letsencrypt/poll.js';
import { call, open } from '../secure-websocket/client.js';
import { endpointWords, expectDone, type ReleasedEndpoints, type Vars } from './hosts.js';

/** Call in a describe block or at the top of a file. Afterwards the endpoints are as the program of now makes them. */
export function endpointLaws(hosts: ReleasedEndpoints): void {
  const named = namedIn(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'));

  it('plan shows what CHANGELOG.md names, and nothing else', async () => {
    const planned = await hosts.program.run(hosts.folder(), ['plan', ...endpointWords]);
    expect([0, 2], planned.stdout + planned.stderr).toContain(planned.code);
    const wrong = hosts.names.flatMap((name) =>
      differences(named, name, hosts.traitsOf(name), eventsOf(planned)),
    );
    if (wrong.length > 0) expect.fail(wrong.join('\n\n'));
  });

  // Something to do, so that the proxy has to take it over in any case.
  const setting: Vars = { hsts_seconds: 301 };

  it('apply drops no connection that is open, and refuses none', async () => {
    const { ran, noticed } = await watched(hosts, () =>
      hosts.program.run(hosts.folder(setting), ['apply', ...endpointWords]),
    );
    expectDone(ran);
    expect(ran.stdout).toContain('"status":"changed"');
    expect(noticed).toEqual([]);
  });

  it('afterwards there is nothing to do', async () => {
    expectDone(await hosts.program.run(hosts.folder(setting), ['plan', ...endpointWords]));
  });
}

/** What clients noticed: those who were connected before, and those who connect ten times a second. */
export async function watched(
  { names, addressOf, certificates }: ReleasedEndpoints,
  act: () => Promise<Ran>,
): Promise<{ readonly ran: Ran; readonly noticed: readonly string[] }> {
  const clients = await Promise.all(names.map((name) => open(addressOf(name))));
  const { authorities } = certificates();
  const pollers = names.map((name) => poll(addressOf(name), domainOf(name), authorities, 100));
  const ran = await act();
  const noticed = await Promise.all(
    names.map(async (name, index) => {
      const { faults, gaps, asked } = (await pollers[index]?.stop()) ?? { faults: [], gaps: 0, asked: 0 };
      const lives = await answers(clients[index]);
      return [
        ...faults.map((fault) => `${name}: a handshake failed: ${fault}`),
        ...(gaps > 0 ? [`${name}: connections were refused or reset, ${gaps} times among ${asked}`] : []),
        ...(asked < 5 ? [`${name}: only ${asked} handshakes were tried`] : []),
        ...(lives ? [] : [`${name}: the WebSocket that was open is not any more`]),
      ];
    }),
  );
  for (const client of clients) client?.terminate();
  return { ran, noticed: noticed.flat() };
}

/** Whether the node answers over it, within five seconds. */
async function answers(socket: WebSocket | undefined): Promise<boolean> {
  if (socket === undefined || socket.readyState !== socket.OPEN) return false;
  const answer = new Promise<boolean>((resolve) => {
    socket.once('message', () => resolve(true)).once('close', () => resolve(false));
    setTimeout(() => resolve(false), 5000).unref();
  });
  socket.send(call('system_health'));
  return answer;
}
