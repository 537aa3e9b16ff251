// The step that unpacks: the archive comes whole beside its folder, or is on the host already; then tar or unzip of the host.

import type { ShellStep } from '../../change.js';
import { deeds, modeWord, ownership } from '../../shell/door/deeds.js';
import { isAllowed, through, withDoor } from '../../shell/door/door.js';
import { quote, quoteAll } from '../../shell/quote.js';
import { requestOf } from '../web/params.js';
import {
  busyboxWords,
  byProgram,
  chooseProgram,
  curlConfig,
  curlWords,
  followWords,
  wgetWords,
} from '../web/programs.js';
import { isUrl, requestIn, type Wanted } from './params.js';
import { tarWords } from './probe.js';
import type { FoundArchive } from './read.js';

/** @param isUnpacked only mode, owner and group of what is there are to be set */
export function unpackStep(
  wanted: Wanted,
  found: FoundArchive,
  touches: readonly string[],
  isUnpacked: boolean,
): ShellStep {
  const { dest, src, remote_src, unsafe_path } = wanted;
  const unsafe = isAllowed(unsafe_path);
  const bytes = remote_src ? 'any' : String(wanted.content?.length ?? 0);
  const from = remote_src && !isUrl(wanted) ? src : '';
  const functions = [...deeds, unpack(wanted, found, isUnpacked), ...(isUrl(wanted) ? [fetch(wanted)] : [])];
  const script = withDoor(
    functions,
    `hw_random=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \\n')
${through({ path: dest, at: 'follow', unsafe }, `hw_unarchive ${quoteAll([bytes, from])} "$hw_random"`)}`,
  );
  const input = isUrl(wanted)
    ? Buffer.from(curlConfig(requestOf(requestIn(wanted))))
    : remote_src
      ? undefined
      : wanted.content;
  return { kind: 'sh', script, touches, unsafe, ...(input && { input }) };
}

/**
 * Modes come before owners, and what is in a folder before the folder: a new owner could put a link in the way.
 * `hw_unarchive BYTES PATH RANDOM`: PATH is empty where the archive comes on standard input.
 */
function unpack(wanted: Wanted, { format, members }: FoundArchive, isUnpacked: boolean): string {
  const tops = [
    ...new Set(members.flatMap(({ path }) => (path.includes('/') ? [`./${path.split('/')[0]}`] : []))),
  ];
  const [owner, mode] = [ownership(wanted), modeWord(wanted)];
  const names =
    format === 'zip'
      ? zipNames(wanted)
      : `tar --quoting-style=literal -t -f "$a" --show-transformed-names ${tarWords(wanted)}`;
  const all = `{ ${names} | grep -v '^/*$' | sed 's,^,./,'${tops.length === 0 ? '' : `; printf '%s\\n' ${quoteAll(tops)}`}; } | sort -r | tr '\\n' '\\000'`;
  return `hw_unarchive() {
hw_bytes=$1 a=$2 hw_random=$3 t=
hw_into_itself && [ "$n" = . ] || { echo "$hw_real is no directory" >&2; exit 1; }
trap '[ -z "$t" ] || rm -f "$t"' EXIT
trap 'exit 143' HUP INT TERM
if [ -z "$a" ]; then
hw_beside .
t=$hw_name$hw_random a=$t
(umask 077; set -C; hw_content >"$t") || { echo 'the archive did not arrive' >&2; exit 1; }
[ "$hw_bytes" = any ] || [ "$(($(wc -c <"$t")))" -eq "$hw_bytes" ] || { echo 'the archive arrived incomplete' >&2; exit 1; }
fi
[ -r "$a" ] || { echo "$(id -un), to whom $hw_real or the way there belongs, may not read $a" >&2; exit 1; }
umask 022
${isUnpacked ? ':' : format === 'zip' ? unzip(wanted) : untar(wanted)} || { echo "it was not unpacked whole: another run does the rest" >&2; exit 1; }
${mode === '' ? ':' : `${all} | xargs -0 sh -c 'for f in "$@"; do [ -L "$f" ] || chmod "$0" "$f" || exit 1; done' ${quote(mode)} || exit 1`}
${owner === '' ? ':' : `${all} | xargs -0 chown -h ${quote(owner)} -- || { hw_explain_owner ${quote(owner)}; exit 1; }`}
}
hw_content() { cat; }`;
}

function untar(wanted: Wanted): string {
  const own = (wanted.owner ?? wanted.group) === undefined ? '' : ' --no-same-owner';
  const keep = `${wanted.keep_newer ? ' --keep-newer-files' : ''}${own}`;
  return `tar -x -f "$a"${keep} ${tarWords(wanted)} >/dev/null </dev/null`;
}

function unzip({ extra_opts, include, exclude }: Wanted): string {
  const words = [...extra_opts.filter((option) => !option.startsWith('--')), '-qq', '-o'];
  const left = exclude.length === 0 ? '' : ` -x ${quoteAll(exclude)}`;
  return `LC_ALL=C.UTF-8 unzip ${quoteAll(words)} "$a" ${quoteAll(include)}${left} </dev/null >/dev/null`;
}

function zipNames({ include, exclude }: Wanted): string {
  const left = exclude.length === 0 ? '' : ` -x ${quoteAll(exclude)}`;
  return `LC_ALL=C.UTF-8 unzip -Z1 "$a" ${quoteAll(include)}${left}`;
}

/** The configuration of curl comes on standard input, which the door hands on. */
function fetch(wanted: Wanted): string {
  const request = requestOf(requestIn(wanted));
  return `hw_content() {
ulimit -f 134217728 2>/dev/null
${chooseProgram(request)}
${byProgram(
  {
    curl: `${curlWords(request)} ${followWords} -f`,
    wget: wgetWords(request),
    busybox: busyboxWords(request),
  },
  'false',
)}
}`;
}
