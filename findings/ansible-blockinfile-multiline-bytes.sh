#!/bin/sh
# ansible-core 2.14.18 (Debian 12): blockinfile with `insertafter: (?m)...` puts its block too low where letters beyond ASCII
# stand above the line that matches. It seeks in bytes, and counts line feeds up to that place in characters: each such letter
# moves the place by one character more. Near the end of the file the task fails with "list index out of range".
#
# The flag m is what the module's documentation advises for anchors in a text of several lines. hostwright puts the block beside
# what matched (src/module_parts/text_edit/block.ts; the difference stands in docs/decisions/modules.md).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq download ansible-core=2.14.18-0+deb12u2 >/dev/null 2>&1
dpkg -x ansible-core_*.deb core

# block_after WORDS: the line after which the block stands, in a file where [nodes] is line 4
block_after() {
  {
    printf '# %s\n' "$@"
    printf '%s\n' '[nodes]' a b c d e
  } >hosts.conf
  cat >args.json <<END
{"ANSIBLE_MODULE_ARGS": {"path": "$folder/hosts.conf", "block": "x", "insertafter": "(?m)^\\\\[nodes\\\\]\$"}}
END
  PYTHONPATH=core/usr/lib/python3/dist-packages /usr/bin/python3 -m ansible.modules.blockinfile args.json >/dev/null
  echo "$*: after line $(($(grep -n BEGIN hosts.conf | cut -d: -f1) - 1))"
}
{
  block_after gruen schoen suess
  block_after grün schön süß
} >seen
cat seen
diff seen - <<'LINES'
gruen schoen suess: after line 4
grün schön süß: after line 6
LINES
echo 'as described: ansible-core 2.14.18'
