// JSON-RPC 2.0 as far as a proof needs it: one request, and what came back for it.

import { jsonOf } from '../../host_words.js';
import { isJsonObject, type Json } from '../../json.js';
import type { Silence } from './words.js';

/** What one question came to, over either way. */
export type RpcAnswer =
  | { readonly kind: 'result'; readonly value: Json }
  | { readonly kind: 'error'; readonly code: number; readonly message: string }
  /** Something answered that is no JSON-RPC server; `status` where HTTP told one. */
  | { readonly kind: 'foreign'; readonly status: number | undefined; readonly text: string }
  | Silence;

/** Bytes: more than any answer that a proof asks for; a stranger's endless answer is not worth reading. */
export const MAX_ANSWER = 64 * 1024;

/** The method is its own id: no two questions of a proof on one connection are the same. */
export function requestText(method: string, params: readonly Json[] = []): string {
  return JSON.stringify({ jsonrpc: '2.0', id: method, method, params });
}

/** JSON-RPC 2.0 section 5: a response object has the request's id, and a result or an error. */
export function readAnswer(text: string, method: string, status?: number): RpcAnswer {
  const message = parseJson(text);
  const foreign: RpcAnswer = { kind: 'foreign', status, text };
  if (!isJsonObject(message) || message.jsonrpc !== '2.0' || message.id !== method) return foreign;
  const { error, result } = message;
  if (isJsonObject(error)) return { kind: 'error', code: Number(error.code), message: String(error.message) };
  return result === undefined ? foreign : { kind: 'result', value: result };
}

/** What a subscription delivers: a notification with its id. undefined: the message is something else. */
export function readNotification(text: string, subscription: Json): Json | undefined {
  const message = parseJson(text);
  if (!isJsonObject(message) || !isJsonObject(message.params)) return undefined;
  return message.params.subscription === subscription ? message.params.result : undefined;
}

export function parseJson(text: string): Json | undefined {
  return jsonOf(text);
}

export function isRpc({ kind }: RpcAnswer): boolean {
  return kind === 'result' || kind === 'error';
}
