// JSON-RPC answers in words, and whose fault it is when they are not what a node says.

import type { Cause, Finding } from '../../finding.js';
import { quoteRemote, type Words } from '../check.js';
import type { RpcAnswer } from '../probes/rpc.js';

export function describeAnswer(answer: RpcAnswer): string {
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

/** @param what was asked, as it stands in a sentence */
export function notAnswered({ failed }: Words, what: string, answer: RpcAnswer): Finding {
  const status = answer.kind === 'foreign' ? answer.status : undefined;
  const advice = answer.kind === 'foreign' ? adviceForStatus(status) : undefined;
  return failed(`${what}: ${describeAnswer(answer)}`, causeOfAnswer(answer), advice);
}

export function causeOfAnswer(answer: RpcAnswer): Cause {
  if (answer.kind === 'silent') return answer.cause;
  return answer.kind === 'foreign' && answer.status !== undefined ? causeOfStatus(answer.status) : 'node';
}

/** A gateway error is the proxy's word that the node does not answer it. That it asks the wrong port shows on the host. */
export function causeOfStatus(status: number): Cause {
  return [502, 503, 504].includes(status) ? 'node' : 'ours';
}

export function adviceForStatus(status: number | undefined): string | undefined {
  switch (status) {
    case 403:
      return 'The proxy refuses this machine (allowed_clients) or the Origin, or the node the Host header (see its --rpc-cors).';
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
