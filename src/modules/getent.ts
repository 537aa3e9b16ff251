// getent: entries of the databases in which a host looks up accounts, groups, names and services.

import { z } from 'zod';
import { wordsOf } from '../host_words.js';
import type { Json, JsonObject } from '../json.js';
import { defineAction, ProbeError } from '../module.js';
import { flag } from '../module_parts/params.js';
import { quote, quoteAll } from '../shell/quote.js';

/** Databases whose fields stand between colons. The second field of each may be the hash of a password. */
const withColons: readonly string[] = ['passwd', 'shadow', 'group', 'gshadow'];

/** A hash stays on the host. What says that there is none (nothing, x, *), or that it is locked (!), is told. */
const hideHashes = String.raw`/^[^:]*:[!*]*x\{0,1\}:/!s/^\([^:]*\):\([!*]*\)[^:]*/\1:\2(hidden)/`;

export const getent = defineAction({
  kind: 'action',
  name: 'getent',
  summary: 'entries of passwd, group, hosts, services and their like, for register',
  params: z.strictObject({
    database: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/, 'expected the name of a database, such as passwd')
      .describe('such as passwd, group, hosts or services; register keeps ansible_facts.getent_DATABASE'),
    key: z
      .union([z.string(), z.number().transform(String)], { error: 'expected a text or a number' })
      .refine((key) => /^[^-\0\n][^\0\n]*$/.test(key), 'expected a key that does not begin with -')
      .optional()
      .describe('the entry that is looked up, also by its number; absent: all of them'),
    service: z
      .string()
      .regex(/^[^\0\n]+$/, 'expected the name of a service, such as files')
      .optional()
      .describe('the source that is asked, such as files; absent: those of nsswitch.conf'),
    split: z
      .string()
      .min(1)
      .optional()
      .describe('what separates fields; absent: a colon in passwd, shadow, group and gshadow, else spaces'),
    fail_key: flag()
      .default(true)
      .describe('true: a key that is not there is a failure; false: its entry is null'),
  }),
  returns: {
    ansible_facts:
      'getent_DATABASE: for the first field of each entry the list of the others; null where fail_key lets a key pass',
  },
  example: `
- name: is there an account for the node?
  getent: { database: passwd, key: polkadot, fail_key: false }
  register: account  # account.ansible_facts.getent_passwd.polkadot: null, or ["x", "999", "999", ...]
- name: who may use sudo, where there is one
  getent: { database: group, key: sudo }
  when: account.ansible_facts.getent_passwd.polkadot != null
`,
  plan: 'run',
  barrier: false,
  // The exit code is the last line, so that no entry can pose as it.
  probe({ database, key = [], service }) {
    const file = quote(`/etc/${database}`);
    const words = ['getent', ...(service === undefined ? [] : ['-s', service]), database].concat(key);
    const hidden = withColons.includes(database) ? ` | sed ${quote(hideHashes)}` : '';
    return `if [ -e ${file} ] && [ ! -r ${file} ]; then
  printf '%s may not read %s\\n' "$(id -un)" ${file} >&2
  exit 1
fi
{ ${quoteAll(words)}; printf 'code=%s\\n' "$?"; }${hidden}`;
  },
  run({ database, key, split, fail_key }, { seen }) {
    if (seen === undefined) throw new ProbeError('nobody looked at the host');
    const lines = wordsOf(seen.stdout).split('\n').slice(0, -1);
    const code = lines.pop();
    if (key !== undefined && code === 'code=2' && !fail_key) return found(database, { [key]: null });
    if (code !== 'code=0') return { failed: true, message: mistake(code, database, key) };
    const separator = split ?? (withColons.includes(database) ? ':' : undefined);
    return found(database, entriesOf(lines, separator));
  },
});

/** By Ansible's names. Only `register` keeps it: a playbook's variables are checked before the run, when no fact is known. */
function found(database: string, entries: JsonObject) {
  return { result: { ansible_facts: { [`getent_${database}`]: entries } } };
}

/** The other fields by the first one. Several records with the same first field are a list, as in Ansible. */
function entriesOf(lines: readonly string[], separator: string | undefined): JsonObject {
  const records = new Map<string, Json[]>();
  for (const line of lines) {
    const [name = '', ...fields] = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
    records.set(name, [...(records.get(name) ?? []), fields]);
  }
  return Object.fromEntries(
    [...records].map(([name, all]): [string, Json] => [name, all.length === 1 ? (all[0] ?? []) : all]),
  );
}

/** The exit codes of getent are the same in glibc and musl. */
function mistake(code: string | undefined, database: string, key: string | undefined): string {
  if (code === 'code=1') return `the host knows no database ${database}, or no service: correct the name`;
  if (code === 'code=2')
    return `the database ${database} has no ${key ?? 'entry'}: correct the key, or set fail_key: false`;
  if (code === 'code=3') return `the host does not list the database ${database}: name a key`;
  if (code === 'code=127') return 'the host has no getent: install the package that brings it';
  throw new ProbeError(`getent ended with ${code ?? 'nothing'}`);
}
