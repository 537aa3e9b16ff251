// An ACME server that takes no orders, for a reason that pebble has none for: its directory is pebble's, but orders are
// answered by itself, with a problem document (RFC 8555, section 6.7).

import type { Acme } from './acme.js';

/** @returns its directory @param type the last word of the problem's type */
export async function refuseOrders(acme: Acme, port: number, type: string, detail: string): Promise<string> {
  const own = acme.server.replace(':14000', `:${port}`);
  const problem = JSON.stringify({ type: `urn:ietf:params:acme:error:${type}`, detail });
  await acme.sh(`cat >/etc/pebble/refuse-${port}.mjs <<'END'
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
const [key, cert, ca] = ['server.key', 'server.crt', 'ca.crt'].map((name) => readFileSync('/etc/pebble/' + name));
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
const pebble = await (await fetch('https://localhost:14000/dir')).json();
const local = ${JSON.stringify(own)};
const directory = { ...pebble, newOrder: new URL('/refuse', local).href };
for (const name of ['newNonce', 'newAccount', 'keyChange', 'revokeCert']) {
  directory[name] = directory[name].replace(/^https:..[^/]*/, ${JSON.stringify(acme.server.replace('/dir', ''))});
}
createServer({ key, cert, ca }, async (request, response) => {
  if (request.url === '/dir') return response.setHeader('content-type', 'application/json').end(JSON.stringify(directory));
  const nonce = (await fetch('https://localhost:14000' + new URL(pebble.newNonce).pathname, { method: 'HEAD' })).headers.get('replay-nonce');
  response.writeHead(${type === 'rateLimited' ? 429 : 403}, { 'content-type': 'application/problem+json', 'replay-nonce': nonce }).end(${JSON.stringify(problem)});
}).listen(${port});
END
systemd-run -q --unit refuse-${port} /usr/bin/node /etc/pebble/refuse-${port}.mjs
for try in $(seq 50); do curl -skf https://localhost:${port}/dir >/dev/null && exit 0; sleep 0.1; done; exit 1`);
  return own;
}
