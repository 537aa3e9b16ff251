// Are all nodes behind the endpoint healthy, where it has several? As each told its own host.

import type { Finding } from '../../finding.js';
import { check } from '../check.js';

const { passed, failed, untried } = check(
  'nodes',
  'each of several nodes answers, is safe, in sync, of one chain, and serves',
);

export function judgeNodesOnHost({
  status,
  message = status,
}: {
  readonly status: string;
  readonly message?: string | undefined;
}): Finding {
  if (status === 'ok') return passed(message);
  if (status === 'failed')
    return failed(
      message,
      'node',
      'Clients are served by the others. On the host: journalctl -u hostwright-wss-nodes',
    );
  return untried(message);
}
