// `hostwright verify`: proves endpoints, and touches no host.

import { verifyOptions } from '../options/verify.js';

export function verifyCommand() {
  return verifyOptions()
    .summary('prove endpoints as their clients see them, and touch no host')
    .description(
      'Connects to wss:// endpoints from here: name, TLS, certificate, WebSocket, the node behind it, and what ' +
        'must not work. With a playbook, the endpoints of its prove tasks, host by host; without anything, those ' +
        'of the playbook that comes with hostwright.',
    )
    .addHelpText('after', examples)
    .action(async (words, options) => {
      // Loaded when it is wanted: help and mistakes in the command line come without waiting for it.
      const { verify } = await import('../verify/verify.js');
      process.exitCode = await verify(words, options);
    });
}

const examples = `
Examples:
  hostwright verify secure-websocket.yml -i inventory.yml
  hostwright verify secure-websocket.yml --log-in
  hostwright verify secure-websocket.yml --export known.txt  # where apply ran
  hostwright verify secure-websocket.yml --fingerprint @known.txt
  hostwright verify wss://rpc.example.org/ --long --evidence evidence/
  hostwright verify wss://192.0.2.11/ --ca own-ca.pem
  hostwright verify /dns/boot.example.org/tcp/443/wss/p2p/12D3KooW...
  hostwright verify site.yml -o json | jq 'select(.status == "failed")'

Exit codes:
  0 proven, 1 a proof failed, 4 nobody answered, 2 it could not be told (whose
  certificate it is, or what only a run knows),
  3 a file or the command line is wrong, 130 interrupted`;
