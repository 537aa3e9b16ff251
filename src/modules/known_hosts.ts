// known_hosts: the keys by which ssh on the host knows another host.

import { z } from 'zod';
import { missing, type Verdict } from '../change.js';
import { readKeyValues } from '../host_words.js';
import { defineModule, type Output } from '../module.js';
import { editHosts } from '../module_parts/known_hosts/edit.js';
import { type HostLine, names, readHostLine } from '../module_parts/known_hosts/line.js';
import { flag, unsafePath } from '../module_parts/params.js';
import { readStat, statScript } from '../module_parts/stat.js';
import { contentOf, textOf } from '../module_parts/text_edit/byte_text.js';
import { type FoundFile, planEdit } from '../module_parts/text_edit/edited_file.js';
import { printOwned, splitOwned } from '../module_parts/text_edit/owned_file.js';
import { isAllowed } from '../shell/door/door.js';
import { quote } from '../shell/quote.js';

const expected = 'expected NAME TYPE BASE64 in each line, as ssh-keyscan NAME prints it';

const params = z
  .strictObject({
    name: z
      .string()
      .regex(/^[^\s,|*?!@#]+$/, 'expected one name or address; [NAME]:PORT for another port')
      .describe('the host, as ssh is asked for it; [NAME]:PORT for another port than 22'),
    key: z
      .string()
      .refine((text) => linesOf(text).length > 0, expected)
      .refine((text) => linesOf(text).every((line) => readHostLine(line) !== undefined), expected)
      .optional()
      .describe('its public keys, one a line, each with the name before it; absent: all, to be removed'),
    path: z
      .string()
      .regex(/^(\/|~\/)[^\n\0]*[^\n\0/]$/, 'expected an absolute path of a file, or one behind ~/')
      .default('~/.ssh/known_hosts')
      .describe('the file; ~ is the home of the user who does it, so root with become'),
    hash_host: flag().default(false).describe('true: the name is hashed (HashKnownHosts of ssh)'),
    state: z.enum(['present', 'absent']).default('present').describe('absent: these keys are removed'),
    unsafe_path: unsafePath(),
  })
  .refine(({ state, key }) => state === 'absent' || key !== undefined, {
    path: ['key'],
    error: 'state: present needs the key',
  })
  .refine(({ name, key }) => keysOf(key).every(({ hosts }) => names(hosts, name.toLowerCase())), {
    path: ['key'],
    error: 'a key stands behind another name: write it as NAME TYPE BASE64, with the name of the task',
  });

type Wanted = z.output<typeof params>;

interface Found extends FoundFile {
  /** `~` is what it is on the host. */
  readonly path: string;
}

export const knownHosts = defineModule({
  kind: 'state',
  name: 'known_hosts',
  summary: 'the keys by which ssh on the host knows another host',
  params,
  aliases: { host: 'name' },
  undoable: true,
  returns: {
    name: 'the host',
    path: 'the file',
    key: 'as in the task',
    hash_host: 'as in the task',
    state: 'as in the task',
  },
  example: `
- name: backups go to a host that is known
  known_hosts:
    name: backup.example.com
    key: backup.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEtjVa0+f9b1gHPDXKqFBFPLnSXbBqJrCSbBNSXoKMlA
    path: /etc/ssh/ssh_known_hosts
`,
  object: ({ name }) => name,
  probe: ({ path, unsafe_path }) => `${pathScript(path)}
printf 'path=%s\\n' "$k"
${statScript({ path: { sh: '"$k"' }, follow: true }, 'false')}
${printOwned(isAllowed(unsafe_path))}`,
  read(output: Output): Found {
    const { head, content } = splitOwned(output);
    return { ...readStat(head), content, path: readKeyValues(head).get('path') ?? '' };
  },
  plan,
  result: ({ name, key = null, hash_host, state }, { path }) => ({ name, path, key, hash_host, state }),
});

/** sh that sets `k`. */
function pathScript(path: string): string {
  if (!path.startsWith('~/')) return `k=${quote(path)}`;
  return `u=$(id -un) e=$(getent passwd "$u" || grep "^$u:" /etc/passwd) && h=\${e%:*} h=\${h##*:} || exit 1
k=\${h%/}/${quote(path.slice(2))}`;
}

function plan(wanted: Wanted, found: Found): Verdict {
  const { state, hash_host, unsafe_path } = wanted;
  const { path } = found;
  if (!path.startsWith('/')) return missing('the user has no home', 'name the file in path');
  const edit = { state, hash_host, name: wanted.name.toLowerCase(), keys: keysOf(wanted.key) };
  return planEdit({ path, unsafe_path, backup: false }, found, {
    parameter: 'key',
    bare: state === 'absent' ? 'nothing' : 'create',
    edit: (content) => contentOf(editHosts(textOf(content), edit)),
  });
}

function keysOf(key = ''): readonly HostLine[] {
  return linesOf(key).flatMap((line) => readHostLine(line) ?? []);
}

/** ssh-keyscan prints comments between them. */
function linesOf(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
