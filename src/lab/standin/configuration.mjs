// How the stand-in behaves, from /etc/lab-node.json, or a file of its own: read anew for each request, so that a test can change its mind.
import { readFileSync } from 'node:fs';

/**
 * `methods`: are unsafe methods served, as with --rpc-methods=safe or unsafe; `roles`: `["Full"]` or `["Authority"]`;
 * `rpcCors`: `localhost` filters the Host header, `all` accepts any.
 */
export function readConfiguration() {
  const wanted = JSON.parse(readFileSync(process.env.LAB_NODE_CONFIGURATION ?? '/etc/lab-node.json', 'utf8'));
  return { methods: 'safe', roles: ['Full'], rpcCors: 'localhost', ...wanted };
}
