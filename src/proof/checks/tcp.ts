// Does anybody listen on the port?

import type { Finding } from '../../finding.js';
import { check } from '../check.js';
import type { Reached } from '../probes/tcp.js';

const { passed, failed } = check('tcp', 'the port accepts connections');

export function judgeTcp(address: string, port: number, reached: Reached): Finding {
  const where = `${address.includes(':') ? `[${address}]` : address}:${port}`;
  if (reached.kind === 'open') return passed(`${where} accepts connections`);
  const advice =
    reached.cause === 'path'
      ? 'Does a firewall on the way let clients in, and does this machine have a route there?'
      : 'Is the proxy running, and does it listen on this port?';
  return failed(`${where}: ${reached.why}`, reached.cause, advice);
}
