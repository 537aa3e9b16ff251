// A node with a real runtime, offline: chopsticks executes the genesis of Rococo Asset Hub, and makes a block whenever it is
// asked to (dev_newBlock). Prints its port as JSON, and ends with its standard input.
//
// usage: LOG_LEVEL=fatal node node.mjs ADDRESS
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setupWithServer } from '@acala-network/chopsticks';
import { handler } from '@acala-network/chopsticks/rpc/index';
import { chainSpec } from '@substrate/connect-known-chains/rococo_v2_2_asset_hub';

const [address] = process.argv.slice(2);
const chopsticks = await setupWithServer({
  genesis: JSON.parse(chainSpec),
  host: '127.0.0.1',
  'build-block-mode': 'Manual',
});
const answer = handler(chopsticks);

const server = createServer(async (request, response) => {
  const reply = await replyTo(JSON.parse(await text(request)));
  response.setHeader('content-type', 'application/json').end(JSON.stringify(reply));
});
server.on('upgrade', passOn);
server.listen(0, address, () => console.log(JSON.stringify({ port: server.address().port })));
process.stdin.resume().once('end', () => process.exit());

/** Over HTTP chopsticks leaves out the code of an error, by which a node's refusal is known; over WebSocket it does not. */
async function replyTo({ id, method, params = [] }) {
  try {
    return { jsonrpc: '2.0', id, result: await answer({ method, params }) };
  } catch ({ code = -32603, message }) {
    return { jsonrpc: '2.0', id, error: { code, message } };
  }
}

/** WebSockets are chopsticks' own. */
function passOn(request, client) {
  const node = connect(Number(chopsticks.addr.split(':').at(-1)), '127.0.0.1');
  const headers = request.rawHeaders.map((word, index) => (index % 2 ? `${word}\r\n` : `${word}: `)).join('');
  node.write(`GET / HTTP/1.1\r\n${headers}\r\n`);
  client.on('error', () => node.destroy()).pipe(node);
  node.on('error', () => client.destroy()).pipe(client);
}
