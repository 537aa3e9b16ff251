#!/bin/sh
# ansible-core 2.14.18 (Debian 12): known_hosts with `state: absent` and a `key` removes the key that the file has for the host,
# also where it is another one, as long as the two are of the same type. The file then trusts nobody for that host. A key of
# another type is left alone.
#
# Who takes an old key away after the host has got a new one, and runs the task once more, loses the new one. hostwright removes
# the key that is named, and no other (src/modules/known_hosts.ts; the difference stands in docs/decisions/modules.md).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq download ansible-core=2.14.18-0+deb12u2 >/dev/null 2>&1
dpkg -x ansible-core_*.deb core
for name in old new; do ssh-keygen -q -t ed25519 -N '' -C '' -f "$name"; done
ssh-keygen -q -t rsa -b 2048 -N '' -C '' -f rsa

# absent KEY: what is left of a file that has the new key alone
absent() {
  echo "node.example.org $(cut -d' ' -f1,2 new.pub)" >known
  cat >args.json <<END
{"ANSIBLE_MODULE_ARGS": {"path": "$folder/known", "name": "node.example.org", "state": "absent",
 "key": "node.example.org $(cut -d' ' -f1,2 "$1.pub")"}}
END
  PYTHONPATH=core/usr/lib/python3/dist-packages /usr/bin/python3 -m ansible.modules.known_hosts args.json >said
  echo "the $1 key is to be absent: $(grep -o '"changed": [a-z]*' said | head -n 1), $(grep -c . known || :) keys left"
}
{
  absent rsa
  absent old
} >seen
cat seen
diff seen - <<'LINES'
the rsa key is to be absent: "changed": false, 1 keys left
the old key is to be absent: "changed": true, 0 keys left
LINES
echo 'as described: ansible-core 2.14.18'
