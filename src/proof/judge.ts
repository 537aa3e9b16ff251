// What the answers mean: a step each, with the sentence and the advice. Pure.

import { isJsonObject } from '../json.js';
import { broken, type ProofStep, type ProofStepName, passed, quoteRemote } from './report.js';
import type { RpcAnswer } from './rpc.js';
import type { Upgrade } from './websocket.js';

export function judgeUpgrade(upgrade: Upgrade): ProofStep {
  switch (upgrade.kind) {
    case 'open':
      return passed('upgrade', 'HTTP 101 with the right accept key');
    case 'status':
      return broken('upgrade', `HTTP ${upgrade.status} instead of 101`, adviceForStatus(upgrade.status));
    case 'silent':
      return broken('upgrade', `no WebSocket connection: ${upgrade.why}`);
  }
}

/** Peers and isSyncing are shown, and judged by nobody: a new node has no peers, and syncs. */
export function judgeHealth(answer: RpcAnswer): ProofStep {
  const health = answer.kind === 'result' && isJsonObject(answer.value) ? answer.value : undefined;
  if (typeof health?.peers !== 'number') return notAnswered('health', 'system_health', answer);
  const sync = health.isSyncing === true ? 'syncing' : 'in sync';
  return passed('health', `system_health over wss: ${health.peers} peers, ${sync}`);
}

export function judgePost(answer: RpcAnswer): ProofStep {
  if (answer.kind !== 'result') return notAnswered('post', 'a POST of system_health', answer);
  return passed('post', 'system_health by POST is answered');
}

/**
 * A node on loopback with `--rpc-methods=auto` serves unsafe methods to whatever the proxy lets in (polkadot-sdk,
 * client/rpc-servers/src/utils.rs); only the refusal of policy.rs, -32601, proves that it does not.
 */
export function judgeUnsafe(canary: string, answers: readonly RpcAnswer[]): ProofStep {
  const advice = 'Start the node with --rpc-methods=safe before anybody is told about this endpoint.';
  const odd = answers.find((answer) => !(answer.kind === 'error' && answer.code === -32601));
  if (odd === undefined) return passed('unsafe', `${canary} is refused`);
  if (odd.kind === 'result')
    return broken('unsafe', `${canary} is answered: unsafe methods are public`, advice);
  return broken('unsafe', `whether ${canary} is refused cannot be told: ${describe(odd)}`, advice);
}

/**
 * `/@127.0.0.1:PORT/` has to reach the node behind the proxy, which answers on any path, or nothing at all. A gateway
 * error means that the proxy went looking for PORT: with ProxyPass to `...:9944` and no slash it does.
 */
export function judgeEscape(port: number, atRoot: RpcAnswer, atEscape: readonly RpcAnswer[]): ProofStep {
  if (!isRpc(atRoot)) return broken('escape', 'cannot be told, because the node does not answer at all');
  const advice =
    'The address in ProxyPass needs a slash at its end; until then the proxy is open to the world.';
  const odd = atEscape.find((answer) => !isRpc(answer) && !isRefusedPath(answer));
  if (odd === undefined) return passed('escape', `/@127.0.0.1:${port}/ does not leave the node`);
  return broken('escape', `/@127.0.0.1:${port}/ goes somewhere else: ${describe(odd)}`, advice);
}

function isRpc({ kind }: RpcAnswer): boolean {
  return kind === 'result' || kind === 'error';
}

function isRefusedPath(answer: RpcAnswer): boolean {
  return answer.kind === 'foreign' && [400, 403, 404].includes(answer.status ?? 0);
}

function notAnswered(name: ProofStepName, what: string, answer: RpcAnswer): ProofStep {
  const advice = answer.kind === 'foreign' ? adviceForStatus(answer.status) : undefined;
  return broken(name, `${what}: ${describe(answer)}`, advice);
}

function describe(answer: RpcAnswer): string {
  switch (answer.kind) {
    case 'result':
      return `answered ${quoteRemote(JSON.stringify(answer.value))}`;
    case 'error':
      return `JSON-RPC error ${answer.code} ${quoteRemote(answer.message)}`;
    case 'foreign':
      return `${answer.status === undefined ? 'no JSON-RPC' : `HTTP ${answer.status}`}, ${quoteRemote(answer.text)}`;
    case 'silent':
      return answer.why;
  }
}

function adviceForStatus(status: number | undefined): string | undefined {
  switch (status) {
    case 403:
      return 'The node refuses the Host header (see its --rpc-cors), or the proxy the Origin.';
    case 413:
      return 'The proxy allows less in a body than the client sends.';
    case 429:
      return 'The proxy limits this client; try again in a moment, or raise the limit.';
    case 502:
    case 503:
    case 504:
      return 'The proxy does not reach the node: is it running, and on the port that the proxy is told?';
    default:
      return "Another site of the proxy answers for this name, or the path is not the node's.";
  }
}
