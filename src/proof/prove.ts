// The proof of an endpoint: what a client would see, from TCP to JSON-RPC. Reads as its table of contents.

import { judgeCertificate } from './certificate.js';
import { judgeEscape, judgeHealth, judgePost, judgeUnsafe, judgeUpgrade } from './judge.js';
import { askByPost } from './post.js';
import type { ProofReport, ProofStep } from './report.js';
import type { RpcAnswer } from './rpc.js';
import { hostHeader, type ProofTarget } from './target.js';
import { proveTcp, proveTls, proveTlsVersions } from './tls.js';
import { askOverWebSocket, openWebSocket } from './websocket.js';

/** tcpmux, which nobody has run for decades: certainly not the node's port, and no harm is done by asking for it. */
export const ESCAPE_PORT = 1;

/**
 * Asks everything that can be told; a step that breaks ends the proof only where nothing is left to ask. Never
 * throws for what the endpoint does, only when `signal` fires (proof: test/proof/prove.test.ts).
 */
export async function proveEndpoint(target: ProofTarget, escapePort = ESCAPE_PORT): Promise<ProofReport> {
  const tcp = await proveTcp(target);
  if (!tcp.ok) return reportOf(target, [tcp]);
  const { step: tls, certificate } = await proveTls(target);
  if (certificate === undefined) return reportOf(target, [tcp, tls]);
  const identity = judgeCertificate(certificate, target, new Date());
  return reportOf(target, [tcp, tls, identity, ...(await proveService(target, escapePort))]);
}

function reportOf(target: ProofTarget, steps: readonly ProofStep[]): ProofReport {
  target.signal.throwIfAborted();
  return { url: `wss://${hostHeader(target)}${target.path}`, ok: steps.every((step) => step.ok), steps };
}

/** One question after the other, so that the proof stays within limits that are low: it is one client. */
async function proveService(target: ProofTarget, escapePort: number): Promise<readonly ProofStep[]> {
  const escapePath = `/@127.0.0.1:${escapePort}/`;
  const versions = await proveTlsVersions(target);
  const webSocket = await askWebSocket(target);
  const post = await askByPost(target, 'system_health');
  const unsafe = [...webSocket.unsafe, await askByPost(target, target.unsafeCanary)];
  const escapes = [
    await askByPost(target, 'system_health', escapePath),
    await askUpgradeAt(target, escapePath),
  ];
  return [
    versions,
    ...webSocket.steps,
    judgePost(post),
    judgeUnsafe(target.unsafeCanary, unsafe),
    judgeEscape(escapePort, post, escapes),
  ];
}

interface WebSocketPart {
  readonly steps: readonly ProofStep[];
  /** What the canary came to, where there was a connection to send it over. */
  readonly unsafe: readonly RpcAnswer[];
}

async function askWebSocket(target: ProofTarget): Promise<WebSocketPart> {
  const upgrade = await openWebSocket(target);
  if (upgrade.kind !== 'open') return { steps: [judgeUpgrade(upgrade)], unsafe: [] };
  const health = await askOverWebSocket(target, upgrade.socket, 'system_health');
  const unsafe = await askOverWebSocket(target, upgrade.socket, target.unsafeCanary);
  upgrade.socket.terminate();
  return { steps: [judgeUpgrade(upgrade), judgeHealth(health)], unsafe: [unsafe] };
}

/** A proxy may treat handshakes by rules of their own, so the way out is tried with one too. */
async function askUpgradeAt(target: ProofTarget, path: string): Promise<RpcAnswer> {
  const upgrade = await openWebSocket(target, path);
  if (upgrade.kind === 'status') return { kind: 'foreign', status: upgrade.status, text: upgrade.text };
  if (upgrade.kind === 'silent') return upgrade;
  const answer = await askOverWebSocket(target, upgrade.socket, 'system_health');
  upgrade.socket.terminate();
  return answer;
}
