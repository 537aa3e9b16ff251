// Begins connections and ends none: four bytes of a handshake over each. No limit of requests counts them, so they are
// what takes an endpoint down at the least cost. Bounded in number and in time, and never done unasked.

import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProofTarget } from '../target.js';
import { askByPost } from './post.js';
import { isRpc } from './rpc.js';

export interface UnfinishedAnswer {
  readonly asked: number;
  /** Turned away: refused, or cut in the first two seconds. */
  readonly turnedAway: number;
  /** Still there when patience was at its end. */
  readonly left: number;
  /** Until the last of the others was cut. */
  readonly seconds: number;
  /** Another client meanwhile; absent: there is none here. */
  readonly other: { readonly address: string; readonly served: boolean } | undefined;
}

/** A record of TLS, type and length, without what it announces. */
const fourBytes = Buffer.from('16030100', 'hex');

/** Milliseconds. */
const soon = 2000;

export async function leaveUnfinished(
  target: ProofTarget,
  { connections: asked, patience }: { readonly connections: number; readonly patience: number },
  other: string | undefined,
): Promise<UnfinishedAnswer> {
  const sockets: Socket[] = [];
  const ends: number[] = [];
  const began = performance.now();
  try {
    for (let index = 0; index < asked; index += 1)
      sockets.push(begin(target, () => ends.push(performance.now())));
    await sleep(soon, undefined, { signal: target.signal });
    const turnedAway = ends.length;
    const answer =
      other === undefined ? undefined : await askByPost({ ...target, from: other }, 'system_health');
    while (ends.length < asked && performance.now() - began < patience * 1000)
      await sleep(100, undefined, { signal: target.signal });
    return {
      asked,
      turnedAway,
      left: asked - ends.length,
      seconds: ((ends.at(-1) ?? began) - began) / 1000,
      other: other !== undefined && answer ? { address: other, served: isRpc(answer) } : undefined,
    };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

function begin({ address, port }: ProofTarget, whenEnded: () => void): Socket {
  const socket = connect({ host: address, port });
  return socket
    .on('connect', () => socket.write(fourBytes))
    .on('error', () => undefined)
    .on('close', whenEnded)
    .resume();
}
