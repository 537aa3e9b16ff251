// What get_url does: nothing, attributes alone, or the file anew, fetched beside its place and put there when it is whole.

import { createHash } from 'node:crypto';
import { change, type Missing, missing, type ShellStep, sh, type Verdict } from '../../change.js';
import { atomicWriteCall, atomicWriteFunctions, backupFunction } from '../../shell/atomic_write.js';
import { isAllowed, through, withDoor } from '../../shell/door/door.js';
import { differingAttributes, missingAccount } from '../attributes.js';
import { attributesStep, putStep } from '../file_steps.js';
import { blockerAbove, blockerFixed, blockerOnTheWay, tellLink } from '../path_blocker.js';
import { hashInput } from '../path_facts/probe.js';
import { settled } from '../symbolic_mode.js';
import { requestOf, shownUrl } from '../web/params.js';
import { busyboxWords, curlConfig, curlWords, followWords, wgetWords } from '../web/programs.js';
import { largestHeld } from './on_behalf.js';
import { checksumOf, nameIn, type WantedDownload } from './params.js';
import type { FoundDownload } from './probe.js';

export function planDownload(given: WantedDownload, found: FoundDownload): Verdict {
  const wanted = settled(given, found);
  const { path } = found;
  if (found.kind === 'directory') return missing(`${path} is a directory`, 'name the file that is meant');
  if (found.kind === 'other') return missing(`${path} is a device, socket or pipe`, 'name another dest');
  const blocked = missingAccount(wanted, found);
  if (blocked) return blocked;
  const attributes = differingAttributes(wanted, found);
  const isThere = isAsWanted(wanted, found);
  if (isThere && attributes.length === 0) return null;
  const unasked = isThere ? undefined : whyNotFetched(wanted, found);
  if (unasked) return unasked;
  const content = {
    name: 'content',
    from: told(wanted, found.hash),
    to: told(wanted, found.wantedHash ?? null),
    note: noteOf(wanted, found),
  };
  const fields = tellLink(isThere ? attributes : [content, ...attributes], path, found);
  const blocker =
    blockerFixed(found) ?? (isThere ? undefined : blockerAbove(found)) ?? blockerOnTheWay(wanted, found);
  if (blocker) return { ...blocker, fields };
  const target = { ...wanted, path, follow: true };
  if (isThere) return change(fields, [attributesStep(target)]);
  const step = found.content ? putStep(target, found.content) : fetchStep(wanted, found);
  // Without a checksum another look would only say whether the server has yet another file.
  return change(fields, [step], checksumOf(wanted) ? 'probe' : 'exit');
}

function isAsWanted(wanted: WantedDownload, { hash, wantedHash, exchange }: FoundDownload): boolean {
  if (hash === null) return false;
  if (checksumOf(wanted) === undefined && exchange.status === 304) return true;
  return hash === wantedHash;
}

function told(wanted: WantedDownload, hash: string | null): string | null {
  return hash && `${checksumOf(wanted)?.algorithm ?? 'sha256'}:${hash}`;
}

function noteOf({ url }: WantedDownload, { exchange }: FoundDownload): string {
  const from = `from ${shownUrl(url)}`;
  return exchange.isLong
    ? `${from}; whether it differs shows when it is fetched whole, which takes longer than a look may`
    : from;
}

/** Why there is no use in fetching it, as far as the server was asked. */
function whyNotFetched(
  wanted: WantedDownload,
  { wantedHash, exchange, program, content }: FoundDownload,
): Missing | undefined {
  const { status, why, isLong } = exchange;
  const checksum = checksumOf(wanted);
  const asked = shownUrl(checksum && 'url' in checksum && exchange.ofSums ? checksum.url : wanted.url);
  if (status !== undefined && !isLong && ![200, 206, 416].includes(status)) {
    const advice = 'correct the URL, or see what the server says';
    if (status === 0) return missing(`${asked} gives no answer: ${why || 'nobody says why'}`, adviceFor(why));
    return missing(`${asked} answers with HTTP ${status}`, advice);
  }
  if (checksum && wantedHash === undefined) {
    return missing(
      `there is no checksum for ${nameIn(wanted.url)} in ${shownUrl('url' in checksum ? checksum.url : wanted.url)}`,
      'write it as checksum: ALGORITHM:HEX',
    );
  }
  if (content && checksum && digestOf(checksum.algorithm, content) !== wantedHash) {
    return missing(
      `${asked} has another ${checksum.algorithm} than the wanted one: ${digestOf(checksum.algorithm, content)}`,
      'compare it with what the publisher says',
    );
  }
  return program === 'none' && !content
    ? missing('this host has neither curl nor wget', 'install curl')
    : undefined;
}

function adviceFor(why: string): string {
  return why.includes('longer than')
    ? `what is larger than ${largestHeld >> 20} MiB has to be fetched by the host itself: install curl there`
    : 'see that the host resolves the name and reaches the server';
}

function digestOf(algorithm: string, content: Buffer): string {
  return createHash(algorithm).update(content).digest('hex');
}

/**
 * The configuration comes on standard input, which the door hands on: other users may read the text of its functions. Nothing
 * larger than 64 GiB is stored.
 */
function fetchStep(wanted: WantedDownload, { path, program, wantedHash }: FoundDownload): ShellStep {
  const request = requestOf(wanted);
  const words = {
    curl: `${curlWords(request)} ${followWords} -f`,
    wget: wgetWords(request),
    busybox: busyboxWords(request),
    none: 'false',
  }[program];
  const fetch = `hw_content() { ulimit -f 134217728 2>/dev/null; ${words}; }
hw_no_content=${"'"}it could not be fetched whole'`;
  const functions = [...atomicWriteFunctions, fetch, ...checks(wanted, wantedHash)];
  const unsafe = isAllowed(wanted.unsafe_path);
  const call = atomicWriteCall({ ...wanted, bytes: 'any' }, '"$hw_random"');
  const script = withDoor(
    functions,
    `hw_random=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \\n')
${through({ path, at: 'follow', unsafe }, call)}`,
  );
  const input = Buffer.from(program === 'curl' ? curlConfig(request) : '', 'utf8');
  return { ...sh(script, [path]), follow: true, unsafe, input };
}

function checks(wanted: WantedDownload, wantedHash: string | undefined): readonly string[] {
  const checksum = checksumOf(wanted);
  const sum = checksum
    ? `hw_validate() {
hw_sum=$(${hashInput(checksum.algorithm)} <"$1" 2>/dev/null)
hw_sum=\${hw_sum%% *}
hw_invalid="its ${checksum.algorithm} is $hw_sum, and not ${wantedHash}"
[ "$hw_sum" = ${wantedHash} ]
}`
    : undefined;
  return [...(sum === undefined ? [] : [sum]), ...(wanted.backup ? [backupFunction] : [])];
}
