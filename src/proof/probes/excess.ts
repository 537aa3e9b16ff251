// More than anybody may ask for: does the endpoint reject who does that, and only them? Never done unasked.

import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { ProofTarget } from '../target.js';
import { askByPost } from './post.js';
import { isRpc, type RpcAnswer } from './rpc.js';
import { openWebSocket, type Upgrade } from './websocket.js';

export interface ExcessAnswer {
  readonly asked: number;
  /** How much of it was answered, and how much rejected; the rest came to nothing in time. */
  readonly given: number;
  readonly rejected: number;
  /** How it was rejected, in words: each way once. */
  readonly refusal: string | undefined;
  /** Another client in the middle of it: its address, and whether it was served. Absent: there is none here. */
  readonly other: AskedClient | undefined;
  /** The same client by another address, of its IPv6 /64; absent: there is none here, or it was not asked. */
  readonly neighbour?: AskedClient | undefined;
}

export interface AskedClient {
  readonly address: string;
  readonly served: boolean;
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
export const gap = 60;

/** Opens WebSockets and keeps them until one is refused. None waits for the one before: a long way takes no more time. */
export async function exceedConnections(
  target: ProofTarget,
  most: number,
  { other, neighbour }: { readonly other: string | undefined; readonly neighbour: string | undefined },
): Promise<ExcessAnswer> {
  const quiet = { ...target, record: () => undefined };
  const held: WebSocket[] = [];
  const refusals: string[] = [];
  const openOne = async () => {
    const upgrade = await openWebSocket(quiet);
    if (upgrade.kind === 'open') held.push(upgrade.socket);
    else refusals.push(wordsOfUpgrade(upgrade));
  };
  const opened: Promise<unknown>[] = [];
  try {
    while (opened.length < most && refusals.length === 0) {
      opened.push(openOne());
      await sleep(gap, undefined, { signal: target.signal });
    }
    await Promise.all(opened);
    const given = held.length;
    const [refusal] = refusals;
    const askAs = async (address: string | undefined): Promise<AskedClient | undefined> => {
      if (address === undefined) return undefined;
      const upgrade = await openWebSocket({ ...target, from: address });
      if (upgrade.kind === 'open') held.push(upgrade.socket);
      return { address, served: upgrade.kind === 'open' };
    };
    return {
      asked: opened.length,
      given,
      rejected: refusals.length,
      refusal,
      neighbour: await askAs(neighbour),
      other: await askAs(other),
    };
  } finally {
    await Promise.allSettled(opened);
    for (const socket of held) socket.terminate();
  }
}

/** Whoever is only slow rejects nobody. */
function rejectionOf(answer: RpcAnswer): string | undefined {
  if (answer.kind === 'silent') return answer.cause === 'node' ? undefined : answer.why;
  return answer.kind === 'foreign' && answer.status !== undefined ? `HTTP ${answer.status}` : undefined;
}

function wordsOfUpgrade(upgrade: Exclude<Upgrade, { kind: 'open' }>): string {
  return upgrade.kind === 'status' ? `HTTP ${upgrade.status}` : upgrade.why;
}
