// What stands where a certificate of somebody's own is, or is to be: the read-only script, and its output as values.

import { createHash } from 'node:crypto';
import { readKeyValues } from '../../host_words.js';
import type { Output } from '../../module.js';
import { quote } from '../../shell/quote.js';
import { hashPath } from '../../shell/shared_stat.js';
import type { Attributes } from '../attributes.js';
import { readStat, type Stat, statScript } from '../stat.js';
import { type Pair, probePair, readPair } from './pair.js';

export interface Found {
  readonly hasOpenssl: boolean;
  readonly certificate: Stat;
  readonly key: Stat;
  /** `sha256:` and 64 hexadecimal digits; null where there is no plain file. */
  readonly certificateHash: string | null;
  readonly keyHash: string | null;
  readonly pair: Pair;
}

interface WantedFiles extends Attributes {
  readonly path: string;
  readonly key_path: string;
}

export function probeProvided({ path, key_path, owner, group }: WantedFiles): string {
  const hash = `[ ! -f "$p" ] || [ ! -r "$p" ] || { ${hashPath}
echo "sha256=$h"; }`;
  return `${statScript({ path, follow: true })}
${hash}
echo '${KEY}'
${statScript({ path: key_path, follow: true, owner, group })}
${hash}
command -v openssl >/dev/null && echo openssl=yes
${probePair(quote(path), quote(key_path))}`;
}

const KEY = '-- key --';

export function readProvided(output: Output): Found {
  const text = output.stdout.toString('utf8');
  const at = Math.max(text.indexOf(`${KEY}\n`), 0);
  const of = (part: string): Output => ({ ...output, stdout: Buffer.from(part) });
  const [first, second] = [of(text.slice(0, at)), of(text.slice(at))];
  return {
    hasOpenssl: readKeyValues(second).get('openssl') === 'yes',
    certificate: readStat(first),
    key: readStat(second),
    certificateHash: hashIn(first),
    keyHash: hashIn(second),
    pair: readPair(output.stdout),
  };
}

function hashIn(output: Output): string | null {
  const hash = readKeyValues(output).get('sha256');
  return hash === undefined ? null : `sha256:${hash}`;
}

export function hashOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
