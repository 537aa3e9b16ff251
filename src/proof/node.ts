// The node as its own host sees it, asked before anybody else is let in: who it is, and what it lets everybody do.

import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { deadline } from '../deadline.js';
import { isJsonObject, type JsonObject } from '../json.js';
import { quoteRemote } from './check.js';
import { PEER_ID } from './multiaddress.js';
import { MAX_ANSWER, type RpcAnswer, readAnswer, requestText } from './probes/rpc.js';
import { wordsOf } from './probes/words.js';

export interface NodeQuestion {
  /** Opens a connection to the node, as from its own host. */
  readonly open: () => Promise<Duplex>;
  readonly port: number;
  /** An unsafe method without parameters and effect. */
  readonly unsafeCanary: string;
  /** Seconds that everything together may take. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** Whether it is one of several, which have to be of one chain and as far as each other. */
  readonly isOneOfSeveral?: boolean;
}

export type NodeReport =
  /** Nobody answers as a node does; `why` is one clause. */
  | { readonly kind: 'silent'; readonly why: string }
  | {
      readonly kind: 'answers';
      readonly unsafe: UnsafeMethods;
      /** `Full`, `Authority`, ...: empty where the node does not tell. */
      readonly roles: readonly string[];
      readonly chain: string | undefined;
      readonly health?: NodeHealth;
      /** Hash of block 0, and number of the best block; undefined: not asked, or not told. */
      readonly genesis?: string | undefined;
      readonly height?: number | undefined;
    };

export interface NodeHealth {
  readonly peers: number;
  readonly isSyncing: boolean;
  readonly shouldHavePeers: boolean;
}

/** Whether unsafe methods are refused; `untold` where the answer is neither theirs nor the refusal. */
export type UnsafeMethods =
  | { readonly kind: 'refused' }
  | { readonly kind: 'served' }
  | { readonly kind: 'untold'; readonly why: string };

/**
 * Three round trips: the connection, the handshake, and all questions at once. What the node does is told and never
 * thrown; errors of `open` other than NotForwarded are (proof: test/proof/node.test.ts).
 */
export async function askNode(question: NodeQuestion): Promise<NodeReport> {
  const { unsafeCanary } = question;
  const report = await withNode(question, async (socket, over) => {
    const more = question.isOneOfSeveral ? comparedQuestions : [];
    const answers = await askAll(socket, [...questions, unsafeCanary, ...more], over);
    return reportOf(answers, unsafeCanary);
  });
  return 'kind' in report ? report : { kind: 'silent', why: report.why };
}

/** @returns `why` where no WebSocket can be opened, or `ask` throws */
async function withNode<Answer>(
  { open, port, timeout, signal }: Omit<NodeQuestion, 'unsafeCanary'>,
  ask: (socket: WebSocket, over: AbortSignal) => Promise<Answer>,
): Promise<Answer | { readonly why: string }> {
  const over = deadline(timeout, signal);
  let socket: WebSocket | undefined;
  try {
    socket = await handshake(await open(), port, over);
    return await ask(socket, over);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && error.name === 'Unreachable') throw error;
    return { why: wordsOf(error, timeout) };
  } finally {
    socket?.terminate();
  }
}

const questions = ['system_health', 'system_nodeRoles', 'system_chain'] as const;
const comparedQuestions = ['chain_getBlockHash', 'chain_getHeader'] as const;

/** A Host of its own local address is what a node without --rpc-cors=all answers to. */
async function handshake(stream: Duplex, port: number, over: AbortSignal): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, {
    // To an HTTP client any Duplex does, whatever its type says (http.request, createConnection).
    createConnection: () => stream as Socket,
    perMessageDeflate: false,
    maxPayload: MAX_ANSWER,
  });
  // An error nobody listens to would end the program.
  socket.on('error', () => stream.destroy());
  try {
    await once(socket, 'open', { signal: over });
    return socket;
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

/** Who the node says it is: a safe method, which each Substrate node answers. Not thrown either: see askNode. */
export async function askPeerId(
  question: Omit<NodeQuestion, 'unsafeCanary'>,
): Promise<{ readonly peerId: string } | { readonly why: string }> {
  return withNode(question, async (socket, over) => {
    const [answer] = await askAll(socket, ['system_localPeerId'], over);
    const [peerId] = textsIn(answer);
    return peerId !== undefined && PEER_ID.test(peerId)
      ? { peerId }
      : { why: `system_localPeerId ${clauseOf(answer)}` };
  });
}

/** Whether a WebSocket is opened there, whatever is spoken over it. */
export async function listensForWebSockets(question: Omit<NodeQuestion, 'unsafeCanary'>): Promise<boolean> {
  const opened = await withNode(question, async () => true);
  return opened === true;
}

/** One answer for each method, in their order. @throws where the connection ends, or the time does */
function askAll(
  socket: WebSocket,
  methods: readonly string[],
  over: AbortSignal,
): Promise<readonly RpcAnswer[]> {
  const answers = new Map<string, RpcAnswer>();
  return new Promise((resolve, reject) => {
    over.addEventListener('abort', () => reject(over.reason), { once: true });
    socket.once('close', () => reject(new Error('the connection was closed')));
    socket.on('message', (data) => {
      for (const method of methods) {
        const answer = readAnswer(String(data), method);
        if (answer.kind !== 'foreign') answers.set(method, answer);
      }
      const all = methods.flatMap((method) => answers.get(method) ?? []);
      if (all.length === methods.length) resolve(all);
    });
    for (const method of methods) socket.send(requestText(method, parameters[method]));
  });
}

const parameters: Readonly<Record<string, readonly number[]>> = { chain_getBlockHash: [0] };

function reportOf(
  [health, roles, chain, canary, genesis, header]: readonly RpcAnswer[],
  unsafeCanary: string,
): NodeReport {
  if (health?.kind !== 'result' || !isJsonObject(health.value)) {
    return { kind: 'silent', why: `system_health ${clauseOf(health)}` };
  }
  return {
    kind: 'answers',
    unsafe: unsafeMethods(canary, unsafeCanary),
    roles: textsIn(roles),
    chain: textsIn(chain)[0],
    health: healthIn(health.value),
    genesis: textsIn(genesis)[0],
    height: heightIn(header),
  };
}

function healthIn({ peers, isSyncing, shouldHavePeers }: JsonObject): NodeHealth {
  return {
    peers: typeof peers === 'number' ? peers : 0,
    isSyncing: isSyncing === true,
    shouldHavePeers: shouldHavePeers === true,
  };
}

function heightIn(answer: RpcAnswer | undefined): number | undefined {
  const header = answer?.kind === 'result' && isJsonObject(answer.value) ? answer.value : undefined;
  const number = typeof header?.number === 'string' ? header.number : '';
  return /^0x[0-9a-f]{1,12}$/i.test(number) ? Number(number) : undefined;
}

/** Only the refusal of polkadot-sdk's policy proves anything (client/rpc-api/src/policy.rs): any other error may pass. */
function unsafeMethods(canary: RpcAnswer | undefined, method: string): UnsafeMethods {
  if (canary?.kind === 'error' && canary.code === -32601) return { kind: 'refused' };
  if (canary?.kind === 'result') return { kind: 'served' };
  return { kind: 'untold', why: `${method} ${clauseOf(canary)}` };
}

function clauseOf(answer: RpcAnswer | undefined): string {
  if (answer?.kind === 'error') return `came to JSON-RPC error ${answer.code} ${quoteRemote(answer.message)}`;
  if (answer?.kind === 'result') return `was answered ${quoteRemote(JSON.stringify(answer.value))}`;
  return 'was not answered';
}

function textsIn(answer: RpcAnswer | undefined): readonly string[] {
  if (answer?.kind !== 'result') return [];
  const values = Array.isArray(answer.value) ? answer.value : [answer.value];
  return values.filter((value) => typeof value === 'string');
}
