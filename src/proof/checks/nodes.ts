// Are all nodes behind the endpoint healthy, where it has several? As each told its own host.

import type { Finding } from '../../finding.js';
import { check, judgeTask } from '../check.js';

const words = check('nodes', 'each of several nodes answers, is safe, in sync, of one chain, and serves');

export function judgeNodesOnHost(outcome: Parameters<typeof judgeTask>[1]): Finding {
  return judgeTask(words, outcome, 'node', onHost);
}

const onHost = 'Clients are served by the others. On the host: journalctl -u hostwright-wss-nodes';
