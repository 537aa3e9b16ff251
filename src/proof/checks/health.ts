// Is there a node behind the endpoint?

import type { Finding } from '../../finding.js';
import { isJsonObject } from '../../json.js';
import { check } from '../check.js';
import type { RpcAnswer } from '../probes/rpc.js';
import { notAnswered } from './answers.js';

const words = check('health', 'the node answers system_health over WebSocket');

/** Peers and isSyncing are shown, and judged by nobody: a new node has no peers, and syncs. */
export function judgeHealth(answer: RpcAnswer): Finding {
  const health = answer.kind === 'result' && isJsonObject(answer.value) ? answer.value : undefined;
  if (typeof health?.peers !== 'number') return notAnswered(words, 'system_health', answer);
  const sync = health.isSyncing === true ? 'syncing' : 'in sync';
  return words.passed(`${health.peers === 1 ? '1 peer' : `${health.peers} peers`}, ${sync}`);
}
