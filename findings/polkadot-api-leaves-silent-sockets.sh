#!/bin/sh
# polkadot-api 2.2.2: its WebSocket provider takes a connection for dead when no message has come for 40 seconds, opens another one
# to the same endpoint, and never closes the first. A node whose chain makes no blocks gets one connection more every 40 seconds
# from each client; all of them stay open until the server or a proxy ends them. A chain with blocks does not show it.
#
# On a silent development chain `idle_seconds` of the endpoint is what ends them, and `connections_per_client` what bounds them.
# Takes two minutes. Needs node 20 or later, npm and its registry; connects to a port of 127.0.0.1 only.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts polkadot-api@2.2.2 ws@8.18.3
cat >look.mjs <<'END'
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import { getWsProvider } from 'polkadot-api/ws';

globalThis.WebSocket = WebSocket;
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
await once(server, 'listening');
// It answers the first request, and has nothing to say after that.
server.on('connection', (socket) =>
  socket.on('message', (text) => {
    const { id } = JSON.parse(text);
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: { methods: ['system_name'] } }));
  }),
);
const provider = getWsProvider(`ws://127.0.0.1:${server.address().port}/`);
const connection = provider(() => undefined);
for (const seconds of [20, 50, 95]) {
  const left = seconds * 1000 - performance.now();
  await sleep(left);
  console.log(`after ${seconds} s: ${server.clients.size} open`);
}
connection.disconnect();
process.exit();
END
node look.mjs | tee seen
diff seen - <<'LINES'
after 20 s: 1 open
after 50 s: 2 open
after 95 s: 3 open
LINES
echo 'as described: polkadot-api 2.2.2'
