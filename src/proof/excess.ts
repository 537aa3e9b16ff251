// The part of a proof that exceeds the limits: only where somebody asks for it, and after everything else.

import { isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Finding } from '../finding.js';
import { judgeConnections, judgeNetwork, judgeRequests } from './checks/limits.js';
import { judgeUnfinished } from './checks/unfinished.js';
import { neighbourAddress, secondAddress } from './probes/addresses.js';
import { exceedConnections, exceedRequests, gap } from './probes/excess.js';
import { leaveUnfinished } from './probes/unfinished.js';
import type { Excess, ProofTarget } from './target.js';

/** Milliseconds until a limit of requests has forgotten a crowd: a burst of 40 at 20 a second takes two seconds. */
const recovery = 3000;

/** Milliseconds until a proxy has seen that connections are closed. */
const farewell = 1000;

/** How long `proveLimits` takes at most, in seconds, with a second for the requests: half of it where the limits hold. */
export function secondsFor({ connections, patience }: Excess): number {
  return Math.ceil(1 + (recovery + connections * gap + farewell) / 1000 + patience);
}

/** @param own the address of this machine that the endpoint sees */
export async function proveExcess(target: ProofTarget, own: string): Promise<readonly Finding[]> {
  const { excess, signal, say = () => undefined } = target;
  if (excess === undefined) return [];
  const other = await secondAddress(target, own);
  say(`${excess.requests} requests at once`);
  const requests = await exceedRequests(target, excess.requests, other);
  await sleep(recovery, undefined, { signal });
  const clients = { other, neighbour: await neighbourAddress(target, own) };
  say(`connections that stay, until one is refused: ${excess.connections} at most`);
  const connections = await exceedConnections(target, excess.connections, clients);
  await sleep(farewell, undefined, { signal });
  say(`${excess.connections} connections that end no handshake, until they are cut`);
  const unfinished = await leaveUnfinished(target, excess, other);
  return [
    judgeRequests(requests),
    judgeConnections(connections),
    ...(isIPv6(own) ? [judgeNetwork(own, connections)] : []),
    judgeUnfinished(unfinished),
  ];
}
