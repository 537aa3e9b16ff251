#!/bin/sh
# dd of rust-coreutils 0.0.17 (Debian 12): from a pipe, and from a file, it reads more than it is asked for. `dd bs=1 count=2`
# writes two bytes, and the next program on the same input finds nothing. GNU's dd takes two; so does uutils' own `head -c 2`
# from a pipe. POSIX has dd read its blocks one by one, and scripts use `dd bs=1` for that alone.
#
# hostwright reads its requests on a host's standard input, so a byte too much is a request that is lost. It reads its own
# text with the shell's `read`, and tries out which program takes exactly as much as it is asked for (src/shell/driver.ts).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for package in rust-coreutils=0.0.17-2 coreutils=9.1-1; do apt-get -qq download "$package" >/dev/null 2>&1; done
dpkg -x rust-coreutils_*.deb uutils
dpkg -x coreutils_*.deb gnu
uutils() { uutils/usr/bin/coreutils "$@"; }
gnu() {
  name=$1
  shift
  "gnu/bin/$name" "$@"
}
printf abcdef >file

# take WHAT PROGRAM...: what the program takes of six bytes, and what is left for the next one
take() {
  what=$1
  shift
  echo "$* of a pipe: $(printf abcdef | { "$@" 2>/dev/null; echo " then [$(cat)]"; })"
  [ "$what" = both ] || return 0
  echo "$* of a file: $({ "$@" 2>/dev/null; echo " then [$(cat)]"; } <file)"
}
{
  take both gnu dd bs=1 count=2
  take both uutils dd bs=1 count=2
  take pipe uutils dd bs=2 count=1
  take pipe uutils head -c 2
} >seen
cat seen
diff seen - <<'LINES'
gnu dd bs=1 count=2 of a pipe: ab then [cdef]
gnu dd bs=1 count=2 of a file: ab then [cdef]
uutils dd bs=1 count=2 of a pipe: ab then []
uutils dd bs=1 count=2 of a file: ab then []
uutils dd bs=2 count=1 of a pipe: ab then []
uutils head -c 2 of a pipe: ab then [cdef]
LINES
echo 'as described: rust-coreutils 0.0.17-2'
