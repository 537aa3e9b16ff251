// Leaves a connection alone for a while, then asks over it: proxies cut what is silent, nginx after 60 seconds.

import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProofTarget } from '../target.js';
import type { RpcAnswer } from './rpc.js';
import { askOverWebSocket, openWebSocket } from './websocket.js';

export type Idled =
  /** It was still there, and this is what it answered. */
  | { readonly kind: 'held'; readonly seconds: number; readonly answer: RpcAnswer }
  | { readonly kind: 'cut'; readonly seconds: number }
  | { readonly kind: 'unopened' };

/** undefined: nobody wants to know. */
export async function stayIdle(target: ProofTarget): Promise<Idled | undefined> {
  const { idleSeconds, signal } = target;
  if (idleSeconds === undefined) return undefined;
  const upgrade = await openWebSocket(target);
  if (upgrade.kind !== 'open') return { kind: 'unopened' };
  const { socket } = upgrade;
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  const began = performance.now();
  try {
    const cut = once(socket, 'close', { signal: ended }).then(() => true);
    const held = sleep(idleSeconds * 1000, false, { signal: ended });
    const isCut = await Promise.race([cut, held]);
    const seconds = (performance.now() - began) / 1000;
    if (isCut) return { kind: 'cut', seconds };
    return { kind: 'held', seconds, answer: await askOverWebSocket(target, socket, 'system_health') };
  } finally {
    stop.abort();
    socket.terminate();
  }
}
