// The part of a proof that is about what the endpoint serves: the node, nothing unsafe, and nothing else.

import type { Finding } from '../finding.js';
import { judgeChain } from './checks/chain.js';
import { judgeEscape } from './checks/escape.js';
import { judgeHeads } from './checks/heads.js';
import { judgeHealth } from './checks/health.js';
import { judgePost } from './checks/post.js';
import { judgeRedirect } from './checks/redirect.js';
import { judgeUnsafe } from './checks/unsafe.js';
import { judgeUpgrade } from './checks/upgrade.js';
import { askPlain } from './probes/plain.js';
import { askByPost } from './probes/post.js';
import { isRpc, type RpcAnswer } from './probes/rpc.js';
import { subscribe } from './probes/subscription.js';
import { askOverWebSocket, openWebSocket } from './probes/websocket.js';
import type { ProofTarget } from './target.js';

/** tcpmux, which nobody has run for decades: certainly not the node's port, and no harm is done by asking for it. */
export const ESCAPE_PORT = 1;

/** One question after the other, so that the proof stays within limits that are low: it is one client. */
export async function proveService(target: ProofTarget, escapePort: number): Promise<readonly Finding[]> {
  const escapePath = `/@127.0.0.1:${escapePort}/`;
  const webSocket = await askWebSocket(target);
  const post = await askByPost(target, 'system_health');
  const unsafe = [...webSocket.unsafe, await askByPost(target, target.unsafeCanary)];
  const escapes = [await askByPost(target, 'system_health', { path: escapePath })];
  // A proxy may treat handshakes by rules of their own, so the way out is tried with one too.
  if (webSocket.isAnswered) escapes.push(await askUpgradeAt(target, escapePath));
  return [
    ...webSocket.findings,
    judgePost(post),
    judgeUnsafe(target.unsafeCanary, unsafe, webSocket.isAnswered || isRpc(post)),
    judgeEscape(escapePort, post, escapes),
    ...(target.redirect ? [judgeRedirect(target, await askPlain(target))] : []),
  ];
}

interface WebSocketPart {
  readonly isAnswered: boolean;
  readonly findings: readonly Finding[];
  /** What the canary came to, where there was a connection to send it over. */
  readonly unsafe: readonly RpcAnswer[];
}

async function askWebSocket(target: ProofTarget): Promise<WebSocketPart> {
  const upgrade = await openWebSocket(target);
  if (upgrade.kind !== 'open') return { isAnswered: false, findings: [judgeUpgrade(upgrade)], unsafe: [] };
  const { socket } = upgrade;
  try {
    const health = judgeHealth(await askOverWebSocket(target, socket, 'system_health'));
    const unsafe = await askOverWebSocket(target, socket, target.unsafeCanary);
    const findings = [judgeUpgrade(upgrade), health];
    const isAnswered = health.status === 'passed';
    // A node that does not say how it is says nothing else either.
    if (isAnswered) {
      findings.push(judgeChain(await askOverWebSocket(target, socket, 'system_chain')));
      findings.push(judgeHeads(await subscribe(target, socket, 'chain_subscribeNewHeads')));
    }
    return { isAnswered, findings, unsafe: [unsafe] };
  } finally {
    // Also when the run was stopped: an open connection would keep the program alive.
    socket.terminate();
  }
}

async function askUpgradeAt(target: ProofTarget, path: string): Promise<RpcAnswer> {
  const upgrade = await openWebSocket(target, path);
  if (upgrade.kind === 'status') return { kind: 'foreign', status: upgrade.status, text: upgrade.text };
  if (upgrade.kind === 'silent') return upgrade;
  try {
    return await askOverWebSocket(target, upgrade.socket, 'system_health');
  } finally {
    upgrade.socket.terminate();
  }
}
