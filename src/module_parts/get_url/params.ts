// What may be said of a download, in the words of Ansible's get_url; checksums and the sums files that servers publish.

import { z } from 'zod';
import { attributeParams } from '../attributes.js';
import { flag, hostPath, unsafePath } from '../params.js';
import { algorithms } from '../path_facts/facts.js';
import { webParams, webTimeout, webUrl } from '../web/params.js';

const digits = { md5: 32, sha1: 40, sha224: 56, sha256: 64, sha384: 96, sha512: 128 } as const;

/** Bytes: more than any file with sums has. */
export const largestSums = 1 << 20;

export type Checksum = { readonly algorithm: (typeof algorithms)[number] } & (
  | { readonly hash: string }
  | { readonly url: string }
);

/** `ALGO:HEX` or `ALGO:URL`; what is no letter and no digit in HEX is taken away, as Ansible does. */
export function readChecksum(text: string): Checksum | string {
  const [, name = '', value = ''] = /^([A-Za-z0-9]+):(.*)$/s.exec(text.trim()) ?? [];
  const algorithm = algorithms.find((one) => one === name.toLowerCase());
  if (algorithm === undefined)
    return `expected ALGORITHM:HEX or ALGORITHM:URL, such as sha256:..., with one of ${algorithms.join(', ')}`;
  if (/^https?:\/\//.test(value)) return URL.canParse(value) ? { algorithm, url: value } : 'its URL is none';
  const hash = value.replace(/\W+/g, '').toLowerCase();
  if (!/^[0-9a-f]+$/.test(hash))
    return `expected hexadecimal digits, or a URL that begins with http:// or https://, behind ${name}:`;
  return hash.length === digits[algorithm]
    ? { algorithm, hash }
    : `${algorithm} has ${digits[algorithm]} hexadecimal digits, and this has ${hash.length}`;
}

const checksum = z.string().superRefine((text, context) => {
  const read = text === '' ? undefined : readChecksum(text);
  if (typeof read === 'string') context.addIssue({ code: 'custom', message: read });
});

export const params = z.strictObject({
  url: webUrl().describe('what is fetched, over http or https'),
  dest: hostPath().describe(
    'the file on the host, or the folder that it goes into under the name that url ends with; a link there is followed',
  ),
  checksum: checksum
    .default('')
    .describe(
      'ALGORITHM:HEX, or ALGORITHM:URL of a file with sums: only what has it is put there, and nothing is fetched where it is there already',
    ),
  force: flag()
    .default(false)
    .describe('true: the server is not asked whether it has a newer file, but for the file itself'),
  timeout: webTimeout(10),
  ...webParams,
  ...attributeParams,
  mode: attributeParams.mode.describe(
    'permission bits, such as "0644", or changes of them, such as u=rw,go=rX; an old file keeps its own, a new one gets 0644',
  ),
  backup: flag().default(false).describe('true: the old file stays beside it, as NAME.PID.DATE~'),
  tmp_dest: hostPath()
    .optional()
    .describe(
      'taken for the sake of old playbooks: what is not whole yet lies beside dest, so that it takes its place at once',
    ),
  unsafe_path: unsafePath(),
});

export type WantedDownload = z.output<typeof params>;

export function checksumOf({ checksum: text }: WantedDownload): Checksum | undefined {
  const read = text === '' ? undefined : readChecksum(text);
  return typeof read === 'string' ? undefined : read;
}

/** The name that a URL ends with, as it is written there; `index.html` where there is none. */
export function nameIn(url: string): string {
  const path = url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name === '' || name === '.' || name === '..' ? 'index.html' : name;
}

/**
 * The hash of a file in a file with sums: a lone hash, lines of sha256sum (`HASH  NAME`, `HASH *NAME`, `HASH  ./NAME`), or lines of
 * BSD (`SHA256 (NAME) = HASH`).
 */
export function hashIn(sums: string, name: string): string | undefined {
  const lines = sums.split('\n').map((line) => line.trimEnd());
  const written = lines.filter((line) => line !== '');
  if (written.length === 1 && /^\S+$/.test(written[0] ?? '')) return cleaned(written[0] ?? '');
  for (const line of lines) {
    const [, bsdName, bsdHash] = /^[A-Z0-9-]+ \((.*)\) = ([0-9A-Fa-f]+)$/.exec(line) ?? [];
    const [, hash, other] = /^\\?(\S+) [ *]?\s*(.*)$/.exec(line) ?? [];
    if (plain(bsdName) === name) return cleaned(bsdHash ?? '');
    if (plain(other) === name) return cleaned(hash ?? '');
  }
  return undefined;
}

function plain(name: string | undefined): string | undefined {
  return name?.replace(/^[./]+/, '');
}

function cleaned(hash: string): string {
  return hash.replace(/\W+/g, '').toLowerCase();
}
