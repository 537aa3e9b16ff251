#!/bin/sh
# libapache2-mod-qos 11.63-1+b2 (Debian 12): the module calls PCRE, its package depends on libpcre3, but the file itself asks
# for no such library. Apache, which uses PCRE2 by now, does not start with it: "undefined symbol: pcre_free". The package
# enables the module when it is installed, so the next restart of Apache fails.
#
# `LoadFile libpcre.so.3` before it is enough. hostwright writes that before it installs the package
# (playbooks/roles/apache2/tasks/install.yml), under a name that Apache reads before qos.load.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for package in apache2-bin=2.4.71-1~deb12u1 libapr1=1.7.2-3+deb12u1 libaprutil1=1.6.3-1+deb12u1 \
  libapache2-mod-qos=11.63-1+b2 libpcre3=2:8.39-15; do
  apt-get -qq download "$package" >/dev/null 2>&1
done
for package in *.deb; do dpkg -x "$package" tree; done
export LD_LIBRARY_PATH="$folder/tree/usr/lib/$(uname -m)-linux-gnu"
modules=$folder/tree/usr/lib/apache2/modules

# start LINE: what Apache says of a configuration that loads the module after this line
start() {
  {
    echo "LoadModule mpm_event_module $modules/mod_mpm_event.so"
    echo "LoadModule authz_core_module $modules/mod_authz_core.so"
    echo "$1"
    echo "LoadModule qos_module $modules/mod_qos.so"
    printf 'ServerRoot %s\nServerName main.test\nErrorLog error.log\nListen 127.0.0.1:8081\n' "$folder"
  } >httpd.conf
  tree/usr/sbin/apache2 -f "$folder/httpd.conf" -t 2>&1 | sed 's/.*: undefined/undefined/'
}
{
  echo "depends: $(dpkg-deb -f libapache2-mod-qos_*.deb Depends | grep -o libpcre3)"
  start ''
  start "LoadFile $(find "$folder/tree" -name libpcre.so.3)"
} >seen
cat seen
diff seen - <<'LINES'
depends: libpcre3
undefined symbol: pcre_free
Syntax OK
LINES
echo 'as described: libapache2-mod-qos 11.63-1+b2'
