// Are unsafe methods refused?
//
// A node on loopback with `--rpc-methods=auto` serves them to whatever the proxy lets in (polkadot-sdk,
// client/rpc-servers/src/utils.rs); only the refusal of policy.rs, -32601, proves that it does not.

import type { Finding } from '../../finding.js';
import { check } from '../check.js';
import type { RpcAnswer } from '../probes/rpc.js';
import { causeOfAnswer, describeAnswer } from './answers.js';

const { passed, failed, untried } = check('unsafe', 'the node refuses unsafe methods');

/**
 * @param answers to the canary, by each way that is open
 * @param answersOthers whether the node answers other questions: one that answers none refuses nothing either
 */
export function judgeUnsafe(canary: string, answers: readonly RpcAnswer[], answersOthers: boolean): Finding {
  const advice = 'Start the node with --rpc-methods=safe before anybody is told about this endpoint.';
  if (answers.some(({ kind }) => kind === 'result'))
    return failed(`${canary} is answered: unsafe methods are public`, 'node', advice);
  const odd = answers.find((answer) => !(answer.kind === 'error' && answer.code === -32601));
  if (odd === undefined) return passed(`${canary} is refused`);
  if (!answersOthers) return untried('the node does not answer');
  const seen = `whether ${canary} is refused cannot be told: ${describeAnswer(odd)}`;
  return failed(seen, causeOfAnswer(odd), advice);
}
