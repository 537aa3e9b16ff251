#!/bin/sh
# haproxy 2.6.12 (Debian 12): a certificate `X.crt` with its key beside it in `X.crt.key` is loaded and served. Its admin socket
# lists it as `X.crt`. But `set ssl cert X.crt` answers that this file is not referenced: it takes the end of the name for a kind of
# part, as in `X.key` and `X.ocsp`, and looks for a certificate `X`. `X.crt.crt` and `X.crt.key` are taken, part by part.
#
# A renewal that asks for the name which haproxy itself lists is refused, so the old certificate goes on. haproxy 3.0.11 takes the name.
# hostwright tries the name, then the parts (src/module_parts/certificate/reload.ts).
set -eu
folder=$(mktemp -d)
trap 'kill $pid 2>/dev/null || :; rm -rf "$folder"' EXIT
pid=
cd "$folder"
for package in haproxy=2.6.12-1+deb12u4 liblua5.3-0=5.3.6-2 libopentracing-c-wrapper0=1.1.3-3+b1 libopentracing1=1.6.0-4; do
  apt-get -qq download "$package" >/dev/null 2>&1
done
for package in *.deb; do dpkg -x "$package" tree; done
export LD_LIBRARY_PATH="$folder/tree/usr/lib/$(uname -m)-linux-gnu"

# make NAME
make() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" -keyout "$1.key" -out "$1.pem" 2>/dev/null; }
make old.test
make new.test
mkdir certs
cp old.test.pem certs/site.crt
cp old.test.key certs/site.crt.key
cat >haproxy.cfg <<CONF
global
  stats socket $folder/admin.sock mode 600 level admin
defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 5s
frontend site
  bind 127.0.0.1:8094 ssl crt certs/site.crt
  http-request return status 204
CONF
tree/usr/sbin/haproxy -f haproxy.cfg &
pid=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -S admin.sock ] && break; sleep 0.2; done

ask() { perl -MIO::Socket::UNIX -e 'my $s = IO::Socket::UNIX->new(Peer => shift) or die; print $s $ARGV[0]; print <$s>' "$folder/admin.sock" "$1"; }
# put NAME FILE...
put() { name=$1; shift; ask "set ssl cert certs/$name <<
$(cat "$@")

" | sed "s|$folder/||; s/^\(.\{60\}\).*/\1/; /^$/d"; }
served() { openssl s_client -connect 127.0.0.1:8094 </dev/null 2>/dev/null | openssl x509 -noout -subject; }
{
  ask 'show ssl cert
' | grep site
  put site.crt new.test.pem new.test.key
  served
  put site.crt.crt new.test.pem
  put site.crt.key new.test.key
  ask 'commit ssl cert certs/site.crt
' | grep Success
  served
} >seen 2>&1
cat seen
diff seen - <<'LINES'
certs/site.crt
Can't replace a certificate which is not referenced by the c
Can't update certs/site.crt!
subject=CN = old.test
Transaction created for certificate certs/site.crt!
Transaction updated for certificate certs/site.crt!
Success!
subject=CN = new.test
LINES
echo 'as described: haproxy 2.6.12-1+deb12u4'
