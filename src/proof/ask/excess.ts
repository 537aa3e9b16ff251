// More than anybody may ask for: does the endpoint reject who does that, and only them? Never done unasked.

import { isIP, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { ProofTarget } from '../target.js';
import { askByPost } from './post.js';
import { isRpc, type RpcAnswer } from './rpc.js';
import { reach } from './tcp.js';
import { openWebSocket, type Upgrade } from './websocket.js';

export interface Excess {
  /** POSTs at once. */
  readonly requests: number;
  /** WebSockets to hold at the same time. */
  readonly connections: number;
}

export interface ExcessAnswer {
  readonly asked: number;
  /** How much of it was answered, and how much rejected; the rest came to nothing in time. */
  readonly given: number;
  readonly rejected: number;
  /** How it was rejected, in words: each way once. */
  readonly refusal: string | undefined;
  /** Another client in the middle of it: its address, and whether it was served. Absent: there is none here. */
  readonly other: { readonly address: string; readonly served: boolean } | undefined;
}

/** A crowd that says it is many: whoever believes X-Forwarded-For of anybody limits nobody. */
export async function exceedRequests(
  target: ProofTarget,
  count: number,
  other: string | undefined,
): Promise<ExcessAnswer> {
  const quiet = { ...target, record: () => undefined };
  const many = Array.from({ length: count }, (_, index) =>
    askByPost(quiet, 'system_health', { headers: { 'x-forwarded-for': `192.0.2.${index % 256}` } }),
  );
  // In the middle: the first of them are being answered.
  const asOther =
    other === undefined ? undefined : await askByPost({ ...target, from: other }, 'system_health');
  const answers = await Promise.all(many);
  const rejections = answers.flatMap((answer) => rejectionOf(answer) ?? []);
  return {
    asked: count,
    given: answers.filter(isRpc).length,
    rejected: rejections.length,
    refusal: rejections.length > 0 ? [...new Set(rejections)].join(', ') : undefined,
    other: other !== undefined && asOther ? { address: other, served: isRpc(asOther) } : undefined,
  };
}

/** Milliseconds between handshakes: they count as requests, and here the connections are meant. */
const gap = 60;

/** Opens WebSockets and keeps them until one is refused. */
export async function exceedConnections(
  target: ProofTarget,
  most: number,
  other: string | undefined,
): Promise<ExcessAnswer> {
  const quiet = { ...target, record: () => undefined };
  const held: WebSocket[] = [];
  try {
    let refusal: string | undefined;
    while (held.length < most && refusal === undefined) {
      const upgrade = await openWebSocket(quiet);
      if (upgrade.kind === 'open') held.push(upgrade.socket);
      else refusal = wordsOfUpgrade(upgrade);
      await sleep(gap, undefined, { signal: target.signal });
    }
    const asOther = other === undefined ? undefined : await openWebSocket({ ...target, from: other });
    if (asOther?.kind === 'open') held.push(asOther.socket);
    const given = held.length - (asOther?.kind === 'open' ? 1 : 0);
    return {
      asked: given + (refusal === undefined ? 0 : 1),
      given,
      rejected: refusal === undefined ? 0 : 1,
      refusal,
      other: other !== undefined && asOther ? { address: other, served: asOther.kind === 'open' } : undefined,
    };
  } finally {
    for (const socket of held) socket.terminate();
  }
}

/** Another address of this machine from which the endpoint can be reached, so that it takes us for somebody else. */
export async function secondAddress(target: ProofTarget, own: string): Promise<string | undefined> {
  // All of 127.0.0.0/8 is this machine.
  const candidates = own.startsWith('127.') ? ['127.0.0.2'] : addressesLike(own);
  for (const from of candidates.filter((address) => address !== own)) {
    if ((await reach({ ...target, from, timeout: 2 })).kind === 'open') return from;
  }
  return undefined;
}

function addressesLike(own: string): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ address, internal }) => !internal && isIP(address) === isIP(own))
    .map(({ address }) => address)
    .filter((address) => !isIPv6(address) || !address.startsWith('fe80:'));
}

/** Whoever is only slow rejects nobody. */
function rejectionOf(answer: RpcAnswer): string | undefined {
  if (answer.kind === 'silent') return answer.cause === 'node' ? undefined : answer.why;
  return answer.kind === 'foreign' && answer.status !== undefined ? `HTTP ${answer.status}` : undefined;
}

function wordsOfUpgrade(upgrade: Exclude<Upgrade, { kind: 'open' }>): string {
  return upgrade.kind === 'status' ? `HTTP ${upgrade.status}` : upgrade.why;
}
