// What archive asks of its host: what is to be packed, and what is in the archive that is there. Pure sh, read-only.
//
// Each line has a letter in front, so that no name can pose as anything else. Names that hold a line feed are told as `N` alone.

import { quote } from '../../shell/quote.js';
import { statScript } from '../stat.js';
import { zipTail } from '../unarchive/zip.js';
import { destOf, hasWildcards, mayCompress, type Wanted } from './params.js';

/** The programs that write and read each format. */
export const programs = {
  gz: 'gzip',
  bz2: 'bzip2',
  xz: 'xz',
  tar: 'cat',
  zip: 'zip',
} as const;

const about = `-exec stat -c 'S%f %u %g %s %Y %d:%i %U %G|%n' -- {} +`;

export function probeArchive(wanted: Wanted): string {
  const { owner, group, mode, path, exclude_path, format } = wanted;
  const dest = destOf(wanted);
  return `${statScript({ path: dest, follow: true, owner, group, mode })}
echo 'archive='
hw_archive=$p
hw_nl='
'
hw_fail() { printf '%s\\n' "$1" >&2; exit 1; }
${needs(wanted)}
hw_out=$hw_nl
hw_leave() { case $1 in *"$hw_nl"*) return ;; esac; printf 'X%s\\n' "$1"; hw_out=$hw_out$1$hw_nl; }
${listing(wanted)}
${exclude_path.map((one) => each(one, 'hw_leave')).join('\n')}
${path.map((one) => each(one, 'hw_source')).join('\n')}
[ -f "$hw_archive" ] || exit 0
[ -r "$hw_archive" ] || hw_fail "$(id -un) may not read $hw_archive"
${mayCompress(wanted) ? comparing(wanted) : ':'}
${format === 'zip' ? `tail -c ${zipTail} "$hw_archive" | base64 | sed 's/^/Z/'` : reading(wanted)}`;
}

function needs({ format }: Wanted): string {
  if (format === 'zip')
    return `for hw_need in zip gzip; do command -v $hw_need >/dev/null || echo "need=$hw_need"; done`;
  return `command -v ${programs[format]} >/dev/null || echo need=${programs[format]}
case $(tar --version 2>/dev/null) in *GNU*) ;; *) echo need=tar ;; esac`;
}

/** To somebody who may not search a folder all in it looks absent, so that is asked first. */
function listing({ format }: Wanted): string {
  const crc =
    format === 'zip'
      ? `[ ! -f "$hw_archive" ] || find "$@" -type f ! -path "*$hw_nl*" -exec sh -c 'for f; do printf "H%s %s\\n" "$(gzip -1c <"$f" | tail -c 8 | od -An -tx4 -N4 | tr -d " \\n")" "$f"; done' sh {} + || exit 1`
      : ':';
  return `hw_tell() {
find "$@" \\( -path "*$hw_nl*" -exec echo N \\; \\) -o ${about} || exit 1
find "$@" -type l ! -path "*$hw_nl*" -exec sh -c 'for f; do printf "T%s\\nT%s\\n" "$f" "$(readlink -n "$f" | tr "\\n" "?")"; done' sh {} + || exit 1
${crc}
}
hw_source() {
case $1 in *"$hw_nl"*) echo N; return ;; esac
printf 'P%s\\n' "$1"
case $hw_out in *"$hw_nl$1$hw_nl"*) return ;; esac
hw_up=\${1%/*} hw_up=\${hw_up:-/}
until [ -e "$hw_up" ] || [ "$hw_up" = / ]; do hw_up=\${hw_up%/*} hw_up=\${hw_up:-/}; done
[ ! -d "$hw_up" ] || [ -x "$hw_up" ] || hw_fail "$(id -un) may not look into $hw_up"
if [ -d "$1" ]; then
printf 'D%s\\n' "$1"
[ -r "$1" ] && [ -x "$1" ] || hw_fail "$(id -un) may not look into $1"
hw_tell "\${1%/}/" -mindepth 1
elif [ -e "$1" ] || [ -L "$1" ]; then
[ -L "$1" ] || [ -r "$1" ] || hw_fail "$(id -un) may not read $1"
hw_tell "$1"
else printf 'M%s\\n' "$1"
fi
}`;
}

/** Only `*`, `?` and sets are read by the shell, and those in a path without `*` and `?` are letters, as for Ansible. */
function each(path: string, call: string): string {
  if (!hasWildcards(path)) return `${call} ${quote(path)}`;
  const pattern = path.replace(/[^*?[\]!-]+/g, (part) => quote(part));
  return `for hw_one in ${pattern}; do if [ -e "$hw_one" ] || [ -L "$hw_one" ]; then ${call} "$hw_one"; fi; done`;
}

function comparing({ path, format }: Wanted): string {
  const one = quote(path[0] ?? '');
  return `if [ ! -d ${one} ]; then
${programs[format]} -dc <"$hw_archive" 2>/dev/null | cmp -s - ${one} && echo same=yes
exit 0
fi`;
}

/** A format that is another one cannot be read so, and is written anew. */
function reading({ format }: Wanted): string {
  const plain = format === 'tar' ? 'cat' : `${programs[format]} -dc`;
  return `hw_list=$(${plain} <"$hw_archive" 2>/dev/null | tar --quoting-style=c --utc --full-time -tvv -f - 2>/dev/null) || { echo E; exit 0; }
printf '%s\\n' "$hw_list" | sed 's/^/L/'`;
}
