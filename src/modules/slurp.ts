// slurp: the content of a file of the host, for tasks that depend on it.

import { z } from 'zod';
import { defineAction, ProbeError } from '../module.js';
import { hostPath } from '../module_parts/params.js';
import { quote } from '../shell/quote.js';

/** Bytes: all hosts' answers are held in memory. */
const LARGEST = 4 * 1024 * 1024;

export const slurp = defineAction({
  kind: 'action',
  name: 'slurp',
  summary: 'the content of a file of the host, for register',
  params: z.strictObject({
    src: hostPath().describe('the file; at most 4 MiB'),
  }),
  aliases: { path: 'src' },
  bare: 'src',
  returns: { content: 'what is in the file, in base64', source: 'the file', encoding: 'base64' },
  example: `
- name: which release is it?
  slurp: /etc/debian_version
  register: release  # release.content is base64
`,
  plan: 'run',
  barrier: false,
  // It is the user's own word that the file is to be read: what it holds is kept by register, and shown nowhere.
  probe: ({ src }) => `p=${quote(src)}
fail() { printf '%s\\n' "$1" >&2; exit 1; }
[ ! -d "$p" ] || fail "$p is a directory: name a file"
[ -e "$p" ] || fail "there is no file $p that $(id -un) may look at"
[ -f "$p" ] || fail "$p is no file"
[ -r "$p" ] || fail "$(id -un) may not read $p"
[ "$(($(wc -c < "$p")))" -le ${LARGEST} ] || fail "$p is larger than 4 MiB"
cat "$p"`,
  run({ src }, { seen }) {
    if (seen === undefined) throw new ProbeError('nobody looked at the host');
    return { result: { content: seen.stdout.toString('base64'), source: src, encoding: 'base64' } };
  },
});
