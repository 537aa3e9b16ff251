// Does every path lead to the node, and none past it?
//
// `/@127.0.0.1:PORT/` has to reach the node behind the proxy, which answers on any path, or nothing at all. A gateway
// error means that the proxy went looking for PORT: with ProxyPass to `...:9944` and no slash it does.

import type { Finding } from '../../finding.js';
import { check } from '../check.js';
import { isRpc, type RpcAnswer } from '../probes/rpc.js';
import { describeAnswer } from './answers.js';

const { passed, failed, untried } = check('escape', 'no path leads past the node');

/**
 * @param atRoot what a POST to the endpoint itself came to: without an answer there, none elsewhere says anything
 * @param atEscape what came of `/@127.0.0.1:PORT/`, by each way that is open
 */
export function judgeEscape(port: number, atRoot: RpcAnswer, atEscape: readonly RpcAnswer[]): Finding {
  if (!isRpc(atRoot)) return untried('the node does not answer');
  const advice =
    'The address in ProxyPass needs a slash at its end; until then the proxy is open to the world.';
  const odd = atEscape.find((answer) => !isRpc(answer) && !isRefusedPath(answer));
  if (odd === undefined) return passed(`/@127.0.0.1:${port}/ stays with the node`);
  return failed(`/@127.0.0.1:${port}/ goes somewhere else: ${describeAnswer(odd)}`, 'ours', advice);
}

function isRefusedPath(answer: RpcAnswer): boolean {
  return answer.kind === 'foreign' && [400, 403, 404].includes(answer.status ?? 0);
}
