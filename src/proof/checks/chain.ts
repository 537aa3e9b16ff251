// Which chain is it?

import type { Finding } from '../../finding.js';
import { check, quoteRemote } from '../check.js';
import type { RpcAnswer } from '../probes/rpc.js';
import { notAnswered } from './answers.js';

const words = check('chain', 'the node names its chain');

/** Shown, and judged by nobody: a person sees whether it is the right one. */
export function judgeChain(answer: RpcAnswer): Finding {
  const name = answer.kind === 'result' ? answer.value : undefined;
  return typeof name === 'string' && name !== ''
    ? words.passed(quoteRemote(name))
    : notAnswered(words, 'system_chain', answer);
}
