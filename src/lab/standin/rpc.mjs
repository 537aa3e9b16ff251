// The stand-in's JSON-RPC 2.0: one request or a batch in, the reply out; subscriptions push through `connection.send`.
import { readConfiguration } from './configuration.mjs';

/** A block every second, as a development chain that is asked for it would make; on every host the same. */
const BLOCK_MS = 1000;
const started = Date.UTC(2026, 0, 1);

const METHODS = {
  system_health: () => {
    const { peers, syncing } = readConfiguration();
    return { peers: peers ?? 0, isSyncing: syncing, shouldHavePeers: peers !== null };
  },
  system_chain: () => readConfiguration().chain,
  system_name: () => 'Lab Stand-in Node',
  system_version: () => '1.0.0-lab',
  system_nodeRoles: () => readConfiguration().roles,
  system_peers: () => [],
  system_localPeerId: (_params, { peerId }) => peerId ?? null,
  rpc_methods: () => ({ methods: Object.keys(METHODS).sort() }),
  chain_getHeader: () => header(),
  chain_getBlockHash: ([number]) => hashOf(number ?? bestNumber()),
  chain_subscribeNewHeads: (_params, connection) => subscribe(connection),
  chain_unsubscribeNewHeads: ([id], connection) => unsubscribe(id, connection),
  /** The stand-in's own: the HTTP request of this connection as it arrived here, past whatever proxy. */
  debug_lastHeaders: (_params, { request }) => ({ path: request.url, headers: request.headers }),
};

/** Methods that a node started with --rpc-methods=safe refuses. The error is polkadot-sdk's client/rpc-api policy.rs. */
const UNSAFE = new Set(['system_peers']);
const REFUSED = { code: -32601, message: 'RPC call is unsafe to be called externally' };

/** Answers the reply as text, or undefined when there is nothing to say (a notification). */
export function answer(text, connection) {
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    return JSON.stringify(failure(null, { code: -32700, message: 'Parse error' }));
  }
  const replies = (Array.isArray(message) ? message : [message])
    .map((call) => answerCall(call, connection))
    .filter((reply) => reply !== undefined);
  if (Array.isArray(message) && message.length === 0) return JSON.stringify(failure(null, INVALID));
  if (replies.length === 0) return undefined;
  return JSON.stringify(Array.isArray(message) ? replies : replies[0]);
}

const INVALID = { code: -32600, message: 'Invalid request' };

function answerCall(call, connection) {
  if (call?.jsonrpc !== '2.0' || typeof call.method !== 'string') return failure(call?.id ?? null, INVALID);
  if (call.id === undefined) return undefined;
  if (!Object.hasOwn(METHODS, call.method))
    return failure(call.id, { code: -32601, message: 'Method not found' });
  if (UNSAFE.has(call.method) && readConfiguration().methods === 'safe') return failure(call.id, REFUSED);
  try {
    return { jsonrpc: '2.0', id: call.id, result: METHODS[call.method](call.params ?? [], connection) };
  } catch (error) {
    return failure(call.id, { code: -32603, message: error.message });
  }
}

function failure(id, error) {
  return { jsonrpc: '2.0', id, error };
}

function header() {
  const number = bestNumber();
  return {
    parentHash: hashOf(Math.max(number - 1, 0)),
    number: `0x${number.toString(16)}`,
    stateRoot: hashOf(number),
    extrinsicsRoot: hashOf(0),
    digest: { logs: [] },
  };
}

function bestNumber() {
  return Math.floor((Date.now() - started) / BLOCK_MS) - readConfiguration().behind;
}

function hashOf(number) {
  const chain = Buffer.from(readConfiguration().chain).toString('hex').slice(0, 32).padEnd(32, '0');
  return `0x${chain}${number.toString(16).padStart(32, '0')}`;
}

function subscribe({ send, subscriptions }) {
  if (send === undefined) throw new Error('Subscriptions are not available over HTTP');
  const subscription = Math.random().toString(36).slice(2);
  const push = () =>
    send({ jsonrpc: '2.0', method: 'chain_newHead', params: { subscription, result: header() } });
  subscriptions.set(subscription, setInterval(push, BLOCK_MS));
  // As a node does it: the head of today at once, right after the answer.
  setImmediate(push);
  return subscription;
}

function unsubscribe(id, { subscriptions }) {
  clearInterval(subscriptions?.get(id));
  return subscriptions?.delete(id) ?? false;
}
