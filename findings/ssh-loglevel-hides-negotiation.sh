#!/bin/sh
# OpenSSH 9.2p1 (Debian 12): with `LogLevel ERROR` or `FATAL`, which scripts set to have only errors, ssh says nothing of an
# algorithm that both sides lack: exit code 255 and no word. At INFO, the default, it is told, as "Unable to negotiate".
# A host key that is not known is told at ERROR all the same.
#
# hostwright therefore asks ssh for more than errors, whatever ssh_config says, and takes out what is none
# (src/transport/system_words.ts): else a host that only takes newer algorithms looks like one that does not answer.
set -eu
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq download openssh-client=1:9.2p1-2+deb12u10 >/dev/null 2>&1
dpkg -x openssh-client_*.deb tree
npm install --silent --no-audit --no-fund --ignore-scripts ssh2@1.17.0 >/dev/null 2>&1
# Two servers: one offers a key exchange only that this ssh has given up, the other what it knows.
cat >servers.mjs <<'JS'
import { generateKeyPairSync } from 'node:crypto';
import ssh2 from 'ssh2';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
for (const kex of ['diffie-hellman-group1-sha1', 'ecdh-sha2-nistp256']) {
  const options = { hostKeys: [privateKey], algorithms: { kex: [kex] } };
  const server = new ssh2.Server(options, (client) => client.on('error', () => {}));
  server.listen(0, '127.0.0.1', () => console.log(kex, server.address().port));
}
JS
node servers.mjs >ports &
server=$!
until [ "$(wc -l <ports)" -eq 2 ]; do sleep 0.1; done
port() { sed -n "s/^$1 //p" ports; }
try() {
  code=0
  tree/usr/bin/ssh -F none -o BatchMode=yes -o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=yes \
    -o "LogLevel=$1" -p "$2" user@127.0.0.1 true >/dev/null 2>said </dev/null || code=$?
  echo "$1: exit code $code, $(grep -Eo 'Unable to negotiate|Host key verification failed' said || echo 'no word')"
}
{
  for level in FATAL ERROR INFO; do try $level "$(port diffie-hellman-group1-sha1)"; done
  try ERROR "$(port ecdh-sha2-nistp256)"
} >seen
cat seen
diff seen - <<'LINES'
FATAL: exit code 255, no word
ERROR: exit code 255, no word
INFO: exit code 255, Unable to negotiate
ERROR: exit code 255, Host key verification failed
LINES
echo 'as described: OpenSSH 9.2p1-2+deb12u10'
