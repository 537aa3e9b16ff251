#!/bin/sh
# Apache httpd 2.4.71 (Debian 12): `-t -D DUMP_VHOSTS` (`apache2ctl -S`) prints no ServerAlias of a site that is alone on its
# address and port. As soon as a second site is there, the aliases of both are printed.
#
# So the dump does not tell which names a port serves, on the hosts where one would expect the simplest answer. Whoever asks
# whether a name is taken has to read the file that the dump names as well. hostwright does: the reader of the sites of
# others takes files and lines from the dump, and names from the files.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for package in apache2-bin=2.4.71-1~deb12u1 libapr1=1.7.2-3+deb12u1 libaprutil1=1.6.3-1+deb12u1; do
  apt-get -qq download "$package" >/dev/null 2>&1
done
for package in *.deb; do dpkg -x "$package" tree; done
export LD_LIBRARY_PATH="$folder/tree/usr/lib/$(uname -m)-linux-gnu"

# site PORT NAME ALIAS
site() { printf '<VirtualHost *:%s>\nServerName %s\nServerAlias %s\n</VirtualHost>\n' "$@"; }
{
  modules=$folder/tree/usr/lib/apache2/modules
  printf 'LoadModule %s %s\n' mpm_event_module "$modules/mod_mpm_event.so" authz_core_module "$modules/mod_authz_core.so"
  printf 'ServerRoot %s\nServerName main.test\nErrorLog error.log\nListen 127.0.0.1:8081\nListen 127.0.0.1:8082\n' "$folder"
  site 8081 alone.test '"alias-of-alone.test" *.wild.test'
  site 8082 first.test alias-of-first.test
  site 8082 second.test alias-of-second.test
} >httpd.conf
tree/usr/sbin/apache2 -f "$folder/httpd.conf" -t -D DUMP_VHOSTS 2>&1 | sed "s| ($folder/.*||; s/  */ /g" >seen
cat seen
diff seen - <<'LINES'
VirtualHost configuration:
*:8081 alone.test
*:8082 is a NameVirtualHost
 default server first.test
 port 8082 namevhost first.test
 alias alias-of-first.test
 port 8082 namevhost second.test
 alias alias-of-second.test
LINES
echo 'as described: apache2-bin 2.4.71-1~deb12u1'
