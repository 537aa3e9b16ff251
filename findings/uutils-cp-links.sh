#!/bin/sh
# cp of rust-coreutils 0.0.30 (Debian 13): `cp -a LINK COPY` copies the link and then sets the mode of the link on what it leads
# to, so a file of 0640 ends with 0777 less the umask; so does `cp -P`. `cp -a . DIR` fails, `cp -a ./ DIR` does not. GNU's cp leaves
# the target alone, and copies both.
#
# A backup that is put back would open keys to everybody, so hostwright makes links anew with readlink and ln, and copies trees
# with tar where cp is neither GNU's nor busybox's (src/shell/door/copy.ts).
#
# Where this machine has another release, its own apt configuration is read with the name of Debian 13 in it, in a folder apart.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
umask 022
cd "$folder"
. /etc/os-release
mkdir -p etc/sources.list.d state/lists/partial cache/archives/partial
for file in $(grep -ls "$VERSION_CODENAME" /etc/apt/sources.list /etc/apt/sources.list.d/debian* || :); do
  sed "s/$VERSION_CODENAME/trixie/g" "$file" >"etc${file#/etc/apt}"
done
apt() {
  apt-get -qq -o Dir::Etc="$folder/etc" -o Dir::Etc::trustedparts=/etc/apt/trusted.gpg.d -o Dir::State="$folder/state" \
    -o Dir::State::status=/dev/null -o Dir::Cache="$folder/cache" -o APT::Sandbox::User=root "$@"
}
apt update >/dev/null 2>&1
for package in rust-coreutils=0.0.30-2 libc6 libgcc-s1 libselinux1 libpcre2-8-0 libacl1 libattr1 libonig5 libssl3t64 zlib1g libzstd1; do
  apt download "$package" >/dev/null 2>&1 || case $package in rust-coreutils*) echo "cannot fetch $package" >&2; exit 1 ;; esac
done
for deb in *.deb; do dpkg -x "$deb" tree; done
libraries=$(find "$folder/tree" -name '*.so*' -exec dirname {} + | sort -u | tr '\n' ':')
loader=$(find "$folder/tree" -name 'ld-linux*' | head -n 1)
uutils() { "$loader" --library-path "$libraries" "$folder/tree/usr/bin/coreutils" "$@"; }

# link NAME PROGRAM...: the mode of a file before and after its link is copied
link() {
  name=$1
  shift
  rm -f key v1.key copy
  echo key >v1.key
  chmod 0640 v1.key
  ln -s v1.key key
  "$@" key copy
  echo "$name: $(readlink copy), v1.key is $(stat -c %a v1.key)"
}
# tree NAME FROM PROGRAM...: whether a folder is copied
tree() {
  name=$1 from=$2
  shift 2
  rm -rf from to
  mkdir from to
  echo a >from/a
  (cd from && "$@" "$from" ../to) 2>/dev/null && code=0 || code=$?
  echo "$name $from: exit code $code, $(ls to | wc -l) file"
}
{
  link 'gnu cp -a' cp -a
  link 'uutils cp -a' uutils cp -a
  link 'uutils cp -P' uutils cp -P
  tree 'gnu cp -a' . cp -a
  tree 'uutils cp -a' . uutils cp -a
  tree 'uutils cp -a' ./ uutils cp -a
} >seen
cat seen
diff seen - <<'LINES'
gnu cp -a: v1.key, v1.key is 640
uutils cp -a: v1.key, v1.key is 755
uutils cp -P: v1.key, v1.key is 755
gnu cp -a .: exit code 0, 1 file
uutils cp -a .: exit code 1, 0 file
uutils cp -a ./: exit code 0, 1 file
LINES
echo 'as described: rust-coreutils 0.0.30-2'
