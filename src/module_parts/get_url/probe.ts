// What get_url asks of its host, and the host of the server: whether the file that is wanted is there. Nothing is stored.
//
// A checksum decides alone. Without one the server is asked for what is newer than the file; what it sends is hashed as it comes.
// Where there is no file yet, the first byte is asked for, so that a plan knows a URL that does not exist.

import { readKeyValues, wordsOf } from '../../host_words.js';
import { type Output, ProbeError } from '../../module.js';
import { hashInput, hashOf } from '../path_facts/probe.js';
import { readStat, type Stat, statScript } from '../stat.js';
import { requestOf, type WebRequest } from '../web/params.js';
import {
  asHereDocument,
  busyboxWords,
  byProgram,
  chooseProgram,
  curlConfig,
  curlWords,
  followWords,
  lookLimit,
  type WebProgram,
  webPrograms,
  wgetWords,
} from '../web/programs.js';
import { type Exchange, readExchange } from './exchange.js';
import type { Answered } from './on_behalf.js';
import { checksumOf, hashIn, largestSums, nameIn, type WantedDownload } from './params.js';

export interface FoundDownload extends Stat {
  readonly path: string;
  /** In the algorithm of the checksum, sha256 where there is none; null: there is no file. */
  readonly hash: string | null;
  /** That of the file that is wanted, as far as it is known. */
  readonly wantedHash: string | undefined;
  readonly program: WebProgram;
  /** What came of asking the server, where it was asked. */
  readonly exchange: Exchange;
  /** What the controller fetched, where the host cannot. */
  readonly content: Buffer | undefined;
}

export function destination({ dest, url }: Pick<WantedDownload, 'dest' | 'url'>): {
  readonly path: string;
  readonly within: string | undefined;
} {
  const name = nameIn(url);
  return dest.endsWith('/') ? { path: `${dest}${name}`, within: undefined } : { path: dest, within: name };
}

export function probeDownload(wanted: WantedDownload): string {
  const { owner, group, mode } = wanted;
  const checksum = checksumOf(wanted);
  const first = `h= hw_new= hw_all=
if [ -f "$p" ]; then
  [ -r "$p" ] || { printf '%s may not read %s\\n' "$(id -un)" "$p" >&2; exit 1; }
  ${hashOf('"$p"', checksum?.algorithm ?? 'sha256')}
  echo "hash=$h"
fi
${ask(wanted)}`;
  const where = { ...destination(wanted), follow: true, owner, group, mode };
  return `${statScript(where, '[ -n "$hw_new" ]', first)}
printf 'exchange=\\n%s\\n' "$hw_all"`;
}

function ask(wanted: WantedDownload): string {
  const checksum = checksumOf(wanted);
  const request = requestOf(wanted);
  if (checksum && 'hash' in checksum) {
    return `if [ "$h" != ${checksum.hash} ]; then
hw_new=yes
${chooseProgram(request)}
echo "web=$hw_web"
fi`;
  }
  const since = wanted.force ? '' : `[ -z "$h" ] || hw_since=$(date -u -r "$p" '+%a, %d %b %Y %H:%M:%S GMT')`;
  return `hw_new=yes hw_since=
${chooseProgram(request)}
echo "web=$hw_web"
${checksum ? askForSums(requestOf(wanted, checksum.url)) : `${since}\nprintf 'since=%s\\n' "$hw_since"\n${askForFile(request)}`}`;
}

/**
 * Each line of what the program says goes behind a `!`, so that it cannot pose as anything else. What takes the first byte ends
 * before the program does, so it says nothing: it would write into the middle of a line of the program's.
 */
function askForFile(request: WebRequest): string {
  const since = 'If-Modified-Since: $hw_since';
  return `hw_timed=
! command -v timeout >/dev/null || hw_timed='timeout ${lookLimit}'
hw_get() {
${byProgram({
  curl: `${curlWords(request)} ${followWords} --max-time ${lookLimit} \${hw_first:+-r 0-0} \${hw_since:+-H "${since}"} ${tellStatus} ${asHereDocument(curlConfig(request))}`,
  wget: `$hw_timed ${wgetWords(request, ` \${hw_since:+"--header=${since}"}`)}`,
  busybox: `$hw_timed ${busyboxWords(request, ` -S \${hw_since:+--header "${since}"}`)}`,
})}
}
hw_take() { if [ -n "$hw_first" ]; then dd bs=1 count=1 >/dev/null 2>&1; else ${hashInput('sha256')}; fi; }
if [ "$hw_web" != none ]; then
hw_first=
[ -n "$h" ] || hw_first=yes
hw_all=$({ { hw_get 2>&3; echo "hw_exit=$?" >&3; } | hw_take | sed 's/^/hw_sum=/' >&3; } 3>&1 | sed 's/^/!/')
fi`;
}

/** Lines of the file with sums go behind a space. tail holds what the program says back until they are all written. */
function askForSums(request: WebRequest): string {
  return `${chooseProgram(request)}
hw_get() {
${byProgram({
  curl: `${curlWords(request)} ${followWords} --max-time ${lookLimit} -f ${tellStatus} ${asHereDocument(curlConfig(request))}`,
  wget: wgetWords(request),
  busybox: busyboxWords(request, ' -S'),
})}
}
if [ "$hw_web" != none ]; then
echo sums_asked=yes
hw_all=$({ { { hw_get 2>&3; echo "hw_exit=$?" >&3; } | dd bs=4096 count=${largestSums / 4096} 2>/dev/null | tr -d '\\000' | { sed 's/^/ /'; echo; } >&4; } 3>&1 | tail -n 100 | sed 's/^/!/'; } 4>&1)
fi`;
}

const tellStatus = "-w '%{stderr}\\nhw_status=%{http_code}\\n'";

const exchangeMark = '\nexchange=\n';

/** @throws ProbeError */
export function readDownload(output: Output, wanted: WantedDownload, answered?: Answered): FoundDownload {
  const at = output.stdout.lastIndexOf(exchangeMark);
  if (at < 0) throw new ProbeError('get_url did not understand what the host said');
  const said = readKeyValues({ ...output, stdout: output.stdout.subarray(0, at) });
  const text = wordsOf(output.stdout.subarray(at + exchangeMark.length));
  const exchange = answered ?? readExchange(text, 'url' in (checksumOf(wanted) ?? {}));
  const { path, within } = destination(wanted);
  return {
    ...readStat({ ...output, stdout: output.stdout.subarray(0, at) }),
    path: said.has('in_folder') && within !== undefined ? `${path}/${within}` : path,
    hash: said.get('hash') ?? null,
    wantedHash: wantedHashOf(wanted, exchange),
    program: webPrograms.find((name) => name === said.get('web')) ?? 'none',
    exchange,
    content: answered?.content,
  };
}

function wantedHashOf(wanted: WantedDownload, { hash, sums }: Exchange): string | undefined {
  const checksum = checksumOf(wanted);
  if (checksum === undefined) return hash;
  return 'hash' in checksum ? checksum.hash : hashIn(sums, nameIn(wanted.url));
}
