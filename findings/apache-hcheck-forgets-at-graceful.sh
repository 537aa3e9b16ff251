#!/bin/sh
# Apache httpd 2.4.71 (Debian 12), mod_proxy_hcheck: a graceful reload forgets which members of a balancer are ill. Until the
# next check (`hcinterval`, 30 s where nothing is said) the balancer hands half of all requests to a member that it had taken
# out, also where nothing in the configuration has changed. The same happens at each start. `BalancerPersist On` keeps what
# was found over a reload; its documentation names only what an administrator sets by hand.
#
# Each renewal of a certificate reloads Apache gracefully, so each renewal sends clients to an ill node. hostwright does not
# use mod_proxy_hcheck: its watch of nodes writes files, which hold over reloads and are read with each request.
set -eu
folder=$(mktemp -d)
trap 'kill $servers 2>/dev/null || :; apache -k stop 2>/dev/null || :; sleep 1; rm -rf "$folder"' EXIT
servers=
cd "$folder"
chmod 755 .
for package in apache2-bin=2.4.71-1~deb12u1 libapr1=1.7.2-3+deb12u1 libaprutil1=1.6.3-1+deb12u1; do
  apt-get -qq download "$package" >/dev/null 2>&1
done
for package in *.deb; do dpkg -x "$package" tree; done
apache() { LD_LIBRARY_PATH=$folder/tree/usr/lib/$(uname -m)-linux-gnu tree/usr/sbin/apache2 -f "$folder/httpd.conf" "$@"; }

# One that is well, and one that says that it is ill, and answers all the same.
cat >servers.mjs <<'CODE'
import { createServer } from 'node:http';
for (const [port, health] of [[8092, 200], [8093, 503]]) {
  const server = createServer(({ url }, answer) => {
    answer.statusCode = url === '/health' ? health : 200;
    answer.end(`${port}\n`);
  });
  server.listen(port, '127.0.0.1');
}
CODE
node servers.mjs &
servers=$!
mkdir run
# configure PERSIST
configure() {
  for module in mpm_event authz_core slotmem_shm proxy proxy_http proxy_balancer lbmethod_byrequests proxy_hcheck; do
    echo "LoadModule ${module}_module $folder/tree/usr/lib/apache2/modules/mod_$module.so"
  done
  cat <<CONF
ServerRoot $folder
DefaultRuntimeDir $folder/run
PidFile $folder/run/pid
ErrorLog $folder/error.log
ServerName main.test
User www-data
Group www-data
Listen 127.0.0.1:8091
BalancerPersist $1
<Proxy balancer://two>
  BalancerMember http://127.0.0.1:8092 hcmethod=GET hcuri=/health hcinterval=6
  BalancerMember http://127.0.0.1:8093 hcmethod=GET hcuri=/health hcinterval=6
</Proxy>
ProxyPass / balancer://two/
CONF
}
ask() { for _ in 1 2 3 4 5 6 7 8; do curl -s http://127.0.0.1:8091/; done | sort -u | tr '\n' ' '; }
for persist in Off On; do
  configure $persist >httpd.conf
  apache -k start
  sleep 9
  echo "persist $persist, checked: $(ask)"
  apache -k graceful
  sleep 1
  echo "persist $persist, reloaded: $(ask)"
  apache -k stop
  sleep 2
done >seen
cat seen
diff seen - <<'LINES'
persist Off, checked: 8092 
persist Off, reloaded: 8092 8093 
persist On, checked: 8092 
persist On, reloaded: 8092 
LINES
echo 'as described: apache2-bin 2.4.71-1~deb12u1'
