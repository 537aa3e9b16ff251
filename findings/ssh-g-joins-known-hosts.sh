#!/bin/sh
# OpenSSH 9.2p1 (Debian 12): `ssh -G` prints the files of UserKnownHostsFile and GlobalKnownHostsFile without the quotes that
# they were written with. A path with a space and two paths look the same, and ssh itself reads its own output as other files.
#
# Programs that ask `ssh -G` which keys are trusted take the wrong files then, and find no key there. hostwright reads each
# path that the line can mean (src/transport/target.ts); what is not there says nothing.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq download openssh-client=1:9.2p1-2+deb12u10 >/dev/null 2>&1
dpkg -x openssh-client_*.deb tree
ask() { tree/usr/bin/ssh -F "$1" -G host | grep -E '^(user|global)knownhostsfile '; }

printf 'UserKnownHostsFile "/srv/of two/keys"\nGlobalKnownHostsFile /srv/of two/keys\n' >one
ask one >two
# What ssh printed, with the second word in quotes: it is a path of its own for ssh.
sed 's|two/keys|"two/keys"|' two >three
{
  cat two
  ask two | diff -q - two >/dev/null && echo 'read again: the same words'
  ask three | diff -q - two >/dev/null && echo 'as two paths: the same words'
} >seen
cat seen
diff seen - <<'LINES'
globalknownhostsfile /srv/of two/keys
userknownhostsfile /srv/of two/keys
read again: the same words
as two paths: the same words
LINES
echo 'as described: OpenSSH 9.2p1-2+deb12u10'
