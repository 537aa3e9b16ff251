#!/bin/sh
# Apache httpd 2.4.71 (Debian 12): `<IfFile "!/path">`, `<IfDefine "!NAME">` and `<IfModule "!name">` are never true, and no
# warning tells so. The `!` is only seen in front of the quotes: `<IfFile !"/path">`. Within them it is part of the name, so
# the section is skipped whether or not the thing is there.
#
# A generator that quotes the whole argument, as every other directive allows, loses the section silently. hostwright writes the
# `!` before the quotes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for package in apache2-bin=2.4.71-1~deb12u1 libapr1=1.7.2-3+deb12u1 libaprutil1=1.6.3-1+deb12u1; do
  apt-get -qq download "$package" >/dev/null 2>&1
done
for package in *.deb; do dpkg -x "$package" tree; done
export LD_LIBRARY_PATH="$folder/tree/usr/lib/$(uname -m)-linux-gnu"
modules=$folder/tree/usr/lib/apache2/modules

# ask SECTION ARGUMENT: what is inside is refused where it is read.
ask() {
  {
    printf 'LoadModule %s %s\n' mpm_event_module "$modules/mod_mpm_event.so" authz_core_module "$modules/mod_authz_core.so"
    printf 'ServerRoot %s\nErrorLog error.log\nServerName main.test\nListen 127.0.0.1:8081\n' "$folder"
    printf '<%s %s>\nIsRead on\n</%s>\n' "$1" "$2" "$1"
  } >httpd.conf
  if tree/usr/sbin/apache2 -f "$folder/httpd.conf" -t >said 2>&1; then echo "$1 $2: skipped"; return; fi
  grep -q "Invalid command 'IsRead'" said || { cat said; exit 1; }
  echo "$1 $2: read"
}
for section in IfFile IfDefine IfModule; do
  for argument in '!none' '!"none"' '"!none"'; do ask $section "$argument"; done
done >seen
cat seen
diff seen - <<'LINES'
IfFile !none: read
IfFile !"none": read
IfFile "!none": skipped
IfDefine !none: read
IfDefine !"none": read
IfDefine "!none": skipped
IfModule !none: read
IfModule !"none": read
IfModule "!none": skipped
LINES
echo 'as described: apache2-bin 2.4.71-1~deb12u1'
