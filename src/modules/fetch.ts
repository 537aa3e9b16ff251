// fetch: a file of the host, kept on this machine.

import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { z } from 'zod';
import { readKeyValues } from '../host_words.js';
import { defineAction, ProbeError } from '../module.js';
import { flag, hostPath } from '../module_parts/params.js';
import { hashOf } from '../module_parts/path_facts/probe.js';
import { quote } from '../shell/quote.js';

/** Bytes: all hosts' answers are held in memory. */
const LARGEST = 16 * 1024 * 1024;

const hashed = `${hashOf('"$p"', 'sha256')}
echo "sha256=$h"`;

const mark = '\ncontent=\n';

export const fetch = defineAction({
  kind: 'action',
  name: 'fetch',
  summary: 'a file of the host, kept on this machine',
  params: z.strictObject({
    src: hostPath()
      .refine(
        (path) => !path.endsWith('/') && !path.split('/').includes('..'),
        'expected the path of a file, without ..',
      )
      .describe('the file of the host; at most 16 MiB'),
    dest: z
      .string()
      .min(1)
      .describe(
        'the folder of this machine in which it is kept as HOST/PATH; a relative one is beside the playbook',
      ),
    flat: flag()
      .default(false)
      .describe(
        'true: dest is the file itself, or with / behind the folder that it goes into under its own name',
      ),
    fail_on_missing: flag().default(true).describe('false: it is no failure where there is no such file'),
    validate_checksum: flag()
      .default(true)
      .describe('false: a file that is written to meanwhile is taken as it came'),
  }),
  aliases: { validate_md5: 'validate_checksum' },
  returns: {
    dest: 'where it is kept',
    file: 'the file of the host, where nothing was fetched',
    checksum: 'its hash (sha1)',
    remote_checksum: 'the same, as it came',
    md5sum: 'its hash (md5)',
    msg: 'why there is none, with fail_on_missing: false',
  },
  example: `
- name: the keys of this host, for the backup
  fetch:
    src: /var/lib/polkadot/chains/polkadot/network/secret_ed25519
    dest: backup/
  become: true
`,
  plan: 'run',
  barrier: true,
  probe: ({ src, validate_checksum }) => `p=${quote(src)}
fail() { printf '%s\\n' "$1" >&2; exit 1; }
n=\${p%/*} n=\${n:-/}
until [ -e "$n" ] || [ "$n" = / ]; do n=\${n%/*} n=\${n:-/}; done
[ ! -d "$n" ] || [ -x "$n" ] || fail "$(id -un) may not look into $n"
[ -e "$p" ] || { echo state=absent; exit 0; }
[ ! -d "$p" ] || { echo state=directory; exit 0; }
[ -f "$p" ] || fail "$p is no file"
[ -r "$p" ] || fail "$(id -un) may not read $p"
[ "$(($(wc -c < "$p")))" -le ${LARGEST} ] || fail "$p is larger than 16 MiB"
${validate_checksum ? hashed : ':'}
echo content=
head -c ${LARGEST} "$p"`,
  run({ src, dest, flat, fail_on_missing, validate_checksum }, { seen, host, keepHere }) {
    if (seen === undefined) throw new ProbeError('nobody looked at the host');
    const at = seen.stdout.indexOf(mark);
    const said = readKeyValues({ ...seen, stdout: at < 0 ? seen.stdout : seen.stdout.subarray(0, at + 1) });
    if (at < 0) {
      const what = said.get('state') === 'directory' ? `${src} is a directory` : `there is no file ${src}`;
      if (fail_on_missing)
        return { failed: true, message: `${what}: name a file, or say fail_on_missing: false` };
      return { message: `${what}, so nothing is fetched`, result: { file: src, msg: `${what}, ignored` } };
    }
    const bytes = seen.stdout.subarray(at + mark.length);
    const hashOf = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
    if (validate_checksum && hashOf('sha256') !== said.get('sha256'))
      return {
        failed: true,
        message: `${src} was written to while it was fetched: try again, or say validate_checksum: false`,
      };
    const { path, isThere } = keepHere({ ...placeFor(src, dest, flat, host), bytes });
    const [checksum, md5sum] = [hashOf('sha1'), hashOf('md5')];
    const result = {
      dest: path,
      checksum,
      md5sum,
      ...(isThere ? { file: src } : { remote_checksum: checksum }),
    };
    const field = {
      name: 'content',
      from: null,
      to: `sha256:${hashOf('sha256')}`,
      note: `from ${src}, kept as ${path}`,
    };
    return { result, ...(!isThere && { changes: [field] }) };
  },
});

/** Names of hosts and their paths stand below the folder that the playbook names. */
function placeFor(src: string, dest: string, flat: boolean, host: string) {
  if (!flat) return { folder: dest, below: `${host.replaceAll('/', '_')}${src}` };
  return dest.endsWith('/')
    ? { folder: dest, below: posix.basename(src) }
    : { folder: posix.dirname(dest), below: posix.basename(dest) };
}
