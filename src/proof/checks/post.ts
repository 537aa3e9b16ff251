// Do clients without WebSocket get through?

import type { Finding } from '../../finding.js';
import { check } from '../check.js';
import type { RpcAnswer } from '../probes/rpc.js';
import { notAnswered } from './answers.js';

const words = check('post', 'the node answers system_health by POST');

export function judgePost(answer: RpcAnswer): Finding {
  if (answer.kind !== 'result') return notAnswered(words, 'a POST of system_health', answer);
  return words.passed('it is answered');
}
