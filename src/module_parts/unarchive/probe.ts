// What unarchive asks of its host: what is in the archive, and what of it is in the folder already.
//
// Each line of what tar or the archive says has a letter in front, so that it cannot pose as anything else. An archive of the
// web is kept in a folder of the look's own for as long as the look takes.

import { quote, quoteAll } from '../../shell/quote.js';
import { statScript } from '../stat.js';
import { above, statesFunction } from '../states.js';
import { requestOf } from '../web/params.js';
import {
  asHereDocument,
  busyboxWords,
  byProgram,
  chooseProgram,
  curlConfig,
  curlWords,
  followWords,
  lookLimit,
  wgetWords,
} from '../web/programs.js';
import { contentsHere } from './local.js';
import { isUrl, requestIn, type Wanted } from './params.js';
import { zipTail } from './zip.js';

export function probeArchive(wanted: Wanted): string {
  const { dest, owner, group, creates } = wanted;
  const guard =
    creates === undefined
      ? ''
      : `if [ -e ${quote(creates)} ] || [ -L ${quote(creates)} ]; then echo created=yes; exit 0; fi\n`;
  return `${guard}${statScript({ path: dest, follow: true, owner, group })}
[ ! -O / ] || echo root=yes
echo 'archive='
[ -d "$p" ] || exit 0
hw_dest=$p
${wanted.remote_src ? lookThere(wanted) : lookHere(wanted)}`;
}

const states = `${statesFunction}
hw_hash() { while IFS= read -r hw_file; do [ -L "$hw_dest/$hw_file" ] || [ ! -f "$hw_dest/$hw_file" ] || printf 'H%s %s\\n' "$(hw_sum <"$hw_dest/$hw_file")" "$hw_file"; done; }
hw_crc() { gzip -1c | tail -c 8 | od -An -tx4 -N4 | tr -d ' \\n'; }`;

/** What it holds is known: what is there is asked. */
function lookHere(wanted: Wanted): string {
  const { format, members } = contentsHere(wanted);
  const program = format === 'zip' ? 'unzip' : 'tar';
  const paths = [...new Set(members.flatMap(({ path }) => [...above(path), path]))].filter((path) =>
    isTold(path),
  );
  const files = members.flatMap(({ kind, path }) => (kind === 'file' && isTold(path) ? [path] : []));
  const links = members.flatMap(({ kind, path }) => (kind === 'link' && isTold(path) ? [path] : []));
  const sum = format === 'zip' ? 'hw_crc' : `sha256sum | tr -d ' \\n-'`;
  return `command -v ${program} >/dev/null || echo need=${program}
${program === 'tar' ? needsGnu : ''}
${states}
hw_sum() { ${sum}; }
hw_states <<'hw_names'
.
${lines(paths)}hw_names
hw_hash <<'hw_names'
${lines(files)}hw_names
while IFS= read -r hw_file; do [ ! -L "$hw_dest/$hw_file" ] || printf 'T%s\\n%s\\n' "$hw_file" "T$(readlink "$hw_dest/$hw_file")"; done <<'hw_names'
${lines(links)}hw_names`;
}

/** Others are refused before anything is done. */
function isTold(path: string): boolean {
  return path !== '' && !/[\n\0]/.test(path) && !path.startsWith('/') && path !== 'hw_names';
}

function lines(paths: readonly string[]): string {
  return paths.map((path) => `./${path}\n`).join('');
}

const needsGnu = `case $(tar --version 2>/dev/null) in *GNU*) ;; *) echo need=tar ;; esac`;

function lookThere(wanted: Wanted): string {
  const { src } = wanted;
  return `hw_say() { echo "source=$1"; exit 0; }
${isUrl(wanted) ? fetchFirst(wanted) : `a=${quote(src)}`}
[ -e "$a" ] || hw_say absent
[ -f "$a" ] || hw_say other
[ -r "$a" ] || hw_say closed
[ -s "$a" ] || hw_say empty
m=$(od -An -tx1 -N4 "$a" | tr -d ' \\n')
hw_need() { command -v "$1" >/dev/null || { echo "need=$1"; exit 0; }; }
${states}
case $m in
504b0304 | 504b0506)
hw_need unzip
hw_need gzip
hw_sum() { hw_crc; }
tail -c ${zipTail} "$a" | base64 | sed 's/^/Z/'
hw_names=$(LC_ALL=C.UTF-8 unzip -Z1 "$a" 2>/dev/null)
;;
*)
case $m in 1f8b*) hw_need gzip ;; 425a68*) hw_need bzip2 ;; fd377a58) hw_need xz ;; 28b52ffd) hw_need zstd ;; esac
hw_need tar
${needsGnu}
hw_tar() { hw_style=$1; shift; tar --quoting-style="$hw_style" "$@" -f "$a" --show-transformed-names ${tarWords(wanted)}; }
hw_list=$(hw_tar c -tvv --utc --full-time 2>/dev/null) || { hw_tar c -t 2>&1 >/dev/null | tail -n 1 | sed 's/^/E/'; exit 0; }
printf '%s\\n' "$hw_list" | sed 's/^/L/'
(cd -P "$hw_dest" && hw_tar c -d 2>/dev/null) | sed 's/^/D/'
hw_names=$(hw_tar literal -t)
;;
esac
hw_names=$(printf '%s\\n' "$hw_names" | awk '{ sub(/\\/+$/, ""); sub(/^(\\.\\/+)+/, ""); if ($0 == "" || $0 ~ /^\\//) next; p = $0; do { if (!(p in s)) { s[p]; print "./" p } } while (sub(/\\/[^\\/]*$/, "", p)) }')
printf '.\\n%s\\n' "$hw_names" | hw_states
case $m in 504b*) printf '%s\\n' "$hw_names" | hw_hash ;; esac`;
}

/** Options first, then the names that are meant alone. */
export function tarWords({ extra_opts, exclude, include }: Wanted): string {
  const words = [
    ...extra_opts.filter((option) => !/^-q+$/.test(option)),
    ...exclude.map((pattern) => `--exclude=${pattern}`),
  ];
  return quoteAll(include.length === 0 ? words : [...words, '--', ...include]);
}

function fetchFirst(wanted: Wanted): string {
  const request = requestOf(requestIn(wanted));
  return `umask 077
hw_dir=$(mktemp -d) || exit 1
trap 'rm -rf "$hw_dir"' EXIT
trap 'exit 143' HUP INT TERM
a=$hw_dir/archive
ulimit -f 8388608 2>/dev/null
hw_timed=
! command -v timeout >/dev/null || hw_timed='timeout ${lookLimit}'
${chooseProgram(request)}
${byProgram(
  {
    curl: `${curlWords(request)} ${followWords} --max-time ${lookLimit} -f >"$a" 2>"$hw_dir/why" ${asHereDocument(curlConfig(request))}`,
    wget: `$hw_timed ${wgetWords(request)} >"$a" 2>"$hw_dir/why"`,
    busybox: `$hw_timed ${busyboxWords(request)} >"$a" 2>"$hw_dir/why"`,
  },
  'echo need=curl; exit 0',
)} || { hw_code=$?; tail -n 1 "$hw_dir/why" | sed 's/^/E/'; case $hw_code in 28 | 124 | 143) hw_say late ;; *) hw_say unfetched ;; esac; }`;
}
