#!/bin/sh
# smoldot 2.0.40 adds a chain whose only bootnode is /ip4/ADDRESS/tcp/PORT/wss/p2p/PEER or /dnsaddr/NAME/p2p/PEER without
# a warning, and never dials it: the peer loses its place with "no-address". The same address with /dns/NAME is dialled at
# once, also as /tls/ws. Forms that @multiformats/multiaddr 13.0.3 reads and js-libp2p announces (/tls/sni/NAME/ws, or a path as
# /http-path/...) are left out of the list, with a warning. So one that all read is /dns/NAME/tcp/PORT/wss/p2p/PEER.
# Looked at on 2026-11-30. Needs node 20 or later, npm and its registry; connects to a closed port of 127.0.0.1 only.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund smoldot@2.0.40 @substrate/connect-known-chains@1.10.3 @multiformats/multiaddr@13.0.3
cat >look.mjs <<'END'
import { start } from 'smoldot';
import { chainSpec } from '@substrate/connect-known-chains/polkadot';
import { multiaddr } from '@multiformats/multiaddr';

const peer = '12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp';
const expected = {
  '/dns/localhost/tcp/9/wss': 'dialled',
  '/dns4/localhost/tcp/9/wss': 'dialled',
  '/dns/localhost/tcp/9/tls/ws': 'dialled',
  '/ip4/127.0.0.1/tcp/9/ws': 'dialled',
  '/ip4/127.0.0.1/tcp/9/wss': 'added without a warning, never dialled',
  '/dnsaddr/localhost': 'added without a warning, never dialled',
  '/dns/localhost/tcp/9/tls/sni/localhost/ws': 'left out with a warning',
  '/dns/localhost/tcp/9/wss/http-path/rpc': 'left out with a warning',
};

async function whatBecomesOf(address) {
  const lines = [];
  const client = start({ maxLogLevel: 4, logCallback: (_level, _target, line) => lines.push(line) });
  const spec = { ...JSON.parse(chainSpec), bootNodes: [`${address}/p2p/${peer}`] };
  const chain = await client.addChain({ chainSpec: JSON.stringify(spec) });
  await new Promise((resolve) => setTimeout(resolve, 3000));
  chain.remove();
  await client.terminate();
  const said = (words) => lines.some((line) => line.includes(words));
  if (said('Failed to parse some of the bootnodes')) return 'left out with a warning';
  if (said(`connection-started; expected_peer_id=${peer}`)) return 'dialled';
  return said('reason=no-address') ? 'added without a warning, never dialled' : 'something else';
}

let differs = false;
for (const [address, outcome] of Object.entries(expected)) {
  const whole = `${address}/p2p/${peer}`;
  if (multiaddr(whole).toString() !== whole) throw new Error(`@multiformats/multiaddr reads ${whole} otherwise`);
  const seen = await whatBecomesOf(address);
  console.log(`${address}: ${seen}`);
  differs ||= seen !== outcome;
}
process.exit(differs ? 1 : 0);
END
node look.mjs
