// How the stand-in behaves, from /etc/lab-node.json, or a file of its own: read anew for each request, so that a test can change its mind.
import { readFileSync } from 'node:fs';

/**
 * `methods`: are unsafe methods served, as with --rpc-methods=safe or unsafe; `roles`: `["Full"]` or `["Authority"]`;
 * `rpcCors`: `localhost` filters the Host header, `all` accepts any; `behind`: blocks that it lacks; `syncing`; `peers`: `null`
 * where it needs none; `chain`: another name is another chain; `announce`: where it tells peers that it is, from its start on.
 */
export function readConfiguration() {
  const defaults = { methods: 'safe', roles: ['Full'], rpcCors: 'localhost', behind: 0, syncing: false };
  const announce = ['/ip4/127.0.0.1/tcp/30334/ws'];
  return { ...defaults, peers: null, chain: 'Development', announce, ...written() };
}

let last = {};

/** While somebody writes it, what it was before. */
function written() {
  try {
    last = JSON.parse(readFileSync(process.env.LAB_NODE_CONFIGURATION ?? '/etc/lab-node.json', 'utf8'));
  } catch {
    // Half of it is there.
  }
  return last;
}
