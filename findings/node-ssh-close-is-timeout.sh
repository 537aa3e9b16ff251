#!/bin/sh
# node-ssh 13.2.1 with ssh2 1.17.0: a server that ends the connection during the login, as sshd does for an account that PAM
# refuses or for /etc/nologin, is told as ETIMEDOUT, "No response from server". It is told at once, and the server did answer.
#
# ssh2 itself emits `end` and `close` there, and no `error`; node-ssh makes one of each close before `ready`. Who takes the code
# for what it says looks for a firewall, or tries again. hostwright says that the other side closed the connection during the
# login, and what on the host to look at (src/transport).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts node-ssh@13.2.1 ssh2@1.17.0 >/dev/null 2>&1
cat >login.mjs <<'JS'
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { NodeSSH } from 'node-ssh';
import ssh2 from 'ssh2';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const server = new ssh2.Server({ hostKeys: [privateKey] }, (client) => {
  client.on('error', () => {});
  client.on('authentication', () => {
    console.log('server: hears the login, and closes');
    client.end();
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const login = { host: '127.0.0.1', port: server.address().port, username: 'u', password: 'p', readyTimeout: 60_000 };

const began = Date.now();
const error = await new NodeSSH().connect(login).catch((thrown) => thrown);
console.log(`node-ssh: ${error.code}, ${error.message}; before the timeout: ${Date.now() - began < 30_000}`);

const client = new ssh2.Client();
for (const event of ['ready', 'error', 'end', 'close']) client.on(event, () => console.log(`ssh2: ${event}`));
client.connect(login);
await once(client, 'close');
server.close();
JS
node login.mjs >seen
cat seen
diff seen - <<'LINES'
server: hears the login, and closes
node-ssh: ETIMEDOUT, No response from server; before the timeout: true
server: hears the login, and closes
ssh2: end
ssh2: close
LINES
echo 'as described: node-ssh 13.2.1, ssh2 1.17.0'
