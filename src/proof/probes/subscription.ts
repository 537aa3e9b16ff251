// A subscription to new heads: the one thing that a proxy can break while everything else works.

import type { WebSocket } from 'ws';
import type { Json } from '../../json.js';
import type { ProofTarget } from '../target.js';
import { beginExchange } from '../transcript.js';
import { type RpcAnswer, readAnswer, readNotification, requestText } from './rpc.js';
import { nextMessage } from './websocket.js';
import type { Silence } from './words.js';

export type Delivery =
  /** `ms` after the request. */
  | { readonly kind: 'delivered'; readonly value: Json; readonly ms: number }
  | { readonly kind: 'refused'; readonly answer: RpcAnswer }
  | Silence;

/** Ends with the connection: unsubscribing is left to its end. */
export async function subscribe(target: ProofTarget, socket: WebSocket, method: string): Promise<Delivery> {
  const request = requestText(method);
  const end = beginExchange(target.record, 'WebSocket subscription', request);
  const began = performance.now();
  let subscription: Json | undefined;
  const delivery = await nextMessage<Delivery>(target, socket, request, (text) => {
    const answer = readAnswer(text, method);
    if (answer.kind === 'error') return { kind: 'refused', answer };
    if (answer.kind === 'result') subscription = answer.value;
    const value = subscription === undefined ? undefined : readNotification(text, subscription);
    return value === undefined ? undefined : { kind: 'delivered', value, ms: performance.now() - began };
  });
  end(delivery.kind === 'silent' ? delivery.why : JSON.stringify(delivery));
  return delivery;
}
