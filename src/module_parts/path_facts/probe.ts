// What stat asks of a path: one process for the inode, and one each for what goes beyond it.

import { readKeyValues } from '../../host_words.js';
import type { JsonObject } from '../../json.js';
import type { Output } from '../../module.js';
import { quote } from '../../shell/quote.js';
import { factsOf, inodeFormat, type PathQuestion } from './facts.js';

export function probePath(question: PathQuestion): string {
  const { path, follow, get_checksum, checksum_algorithm, get_mime, get_attributes } = question;
  const isThere = follow ? '[ -e "$p" ]' : '[ -e "$p" ] || [ -L "$p" ]';
  return `p=${quote(path)}
if ${isThere}; then
  s=$(stat ${follow ? '-L ' : ''}-c '${inodeFormat}' "$p") || exit 1
  printf 'inode=%s\\n' "$s"
  [ ! -r "$p" ] || echo readable=yes
  [ ! -w "$p" ] || echo writeable=yes
  [ ! -x "$p" ] || echo executable=yes
  ${get_checksum ? checksum(checksum_algorithm, follow) : ':'}
  ${get_mime ? mime : ':'}
  ${get_attributes ? attributes : ':'}
  ${follow ? ':' : link}
else
  ${mayLook}
fi`;
}

/** sh that hashes its standard input: hexadecimal digits, and perhaps a space and more. */
export function hashInput(algorithm: string): string {
  const other = algorithm === 'md5' ? 'md5 -q' : `shasum -a ${algorithm.replace(/^sha/, '')}`;
  return `{ ${algorithm}sum || ${other} || openssl dgst -${algorithm} -r; }`;
}

/**
 * sh that leaves the hash of a file in `$h`, or ends the probe with what the tool of this host says. No hash is not a hash: two
 * files of which nothing is known are not equal.
 *
 * @param file a shell word
 */
export function hashOf(file: string, algorithm: string): string {
  return `h=$(${hashInput(algorithm)} <${file} 2>/dev/null); h=\${h%% *}
[ -n "$h" ] || { ${algorithm}sum <${file} >/dev/null; printf 'nothing on this host can make a checksum (${algorithm}) of %s\\n' ${file} >&2; exit 1; }`;
}

function checksum(algorithm: string, follow: boolean): string {
  const isFile = follow ? '[ -f "$p" ]' : '[ -f "$p" ] && [ ! -L "$p" ]';
  return `if ${isFile} && [ -r "$p" ]; then
    h=$(${hashInput(algorithm)} < "$p" 2>/dev/null)
    [ -z "$h" ] || printf 'checksum=%s\\n' "\${h%% *}"
  fi`;
}

const mime = `command -v file >/dev/null && m=$(file -b --mime-type --mime-encoding -- "$p" 2>/dev/null) &&
    printf 'mime=%s\\n' "$m"`;

const attributes = `command -v lsattr >/dev/null && a=$(lsattr -vd -- "$p" 2>/dev/null) && set -f && set -- $a &&
    printf 'lsattr=%s %s\\n' "$1" "$2"; set +f`;

/** Strangers write it, so it comes last. readlink of BusyBox takes a link to nothing for one from the folder it is in. */
const link = `if [ -L "$p" ]; then
    to=$(readlink "$p"; echo .) && to=\${to%??} && printf 'lnk_target=%s\\n' "$to"
    to=$(cd -P "\${p%/*}/" && readlink -f "$p") && printf 'lnk_source=%s\\n' "$to"
  fi`;

/** To the user who may not search a directory everything in it looks absent; that is no answer. */
const mayLook = `n=$p
  until [ -e "$n" ] || [ "$n" = / ]; do n=\${n%/*} n=\${n:-/}; done
  [ ! -d "$n" ] || [ -x "$n" ] || { printf '%s may not look into %s\\n' "$(id -un)" "$n" >&2; exit 1; }
  echo absent=yes`;

/** What `register` holds as `stat`. */
export function readPath(output: Output, question: PathQuestion): JsonObject {
  const said = readKeyValues(output);
  return said.has('absent') ? { exists: false } : factsOf(said, question);
}
