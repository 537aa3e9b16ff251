#!/bin/sh
# nginx 1.22.1 (Debian 12): a shared memory zone whose key differs from the one that runs makes a reload fail, though
# `nginx -t` accepts the file and `nginx -s reload` exits with 0. Only the error log tells; the old configuration is served on.
#
# `nginx -t` starts from nothing, so it has no zone to compare with. Whoever changes the key of limit_req_zone or
# limit_conn_zone gives the zone another name, or restarts. hostwright looks whether new workers serve after a reload
# (src/module_parts/service/reloaded.ts, test/lab/service.test.ts), and gave its zones other names when their key changed.
set -eu
folder=$(mktemp -d)
trap '[ ! -s "$folder/pid" ] || kill "$(cat "$folder/pid")"; rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq download nginx=1.22.1-9+deb12u9 >/dev/null 2>&1
dpkg -x nginx_*.deb tree
nginx() { tree/usr/sbin/nginx -p "$folder" -e "$folder/error.log" -c "$folder/nginx.conf" "$@"; }

# write KIND KEY ANSWER
write() {
  cat >nginx.conf <<CONF
pid $folder/pid;
error_log $folder/error.log notice;
events {}
http {
  access_log off;
  client_body_temp_path $folder/a; proxy_temp_path $folder/b; fastcgi_temp_path $folder/c;
  uwsgi_temp_path $folder/d; scgi_temp_path $folder/e;
  $1_zone $2 zone=clients:1m$([ "$1" = limit_conn ] || echo ' rate=100r/s');
  server { listen unix:$folder/socket; location / { return 200 $3; } }
}
CONF
}
answer() { curl -s --unix-socket "$folder/socket" http://localhost/; }

for kind in limit_req limit_conn; do
  write $kind '$binary_remote_addr' old
  nginx
  until [ "$(answer)" = old ]; do sleep 0.1; done
  write $kind '$http_x_client' new
  nginx -t 2>&1 | grep -o 'test is successful'
  nginx -s reload && echo 'reload: exit code 0'
  until grep -q emerg error.log; do sleep 0.1; done
  sed -n 's/^.*\[emerg\] [0-9#]*: //p' error.log
  echo "served: $(answer)"
  kill "$(cat pid)"
  while [ -e pid ]; do sleep 0.1; done
  rm error.log
done >seen
cat seen
diff seen - <<'LINES'
test is successful
reload: exit code 0
limit_req "clients" uses the "$http_x_client" key while previously it used the "$binary_remote_addr" key
served: old
test is successful
reload: exit code 0
limit_conn_zone "clients" uses the "$http_x_client" key while previously it used the "$binary_remote_addr" key
served: old
LINES
echo 'as described: nginx 1.22.1-9+deb12u9'
