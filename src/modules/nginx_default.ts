// nginx_default: what holds in nginx for every site that says nothing else, in a file of its own at the level of http. nginx
// takes a directive once at a level, so where the operator has it there already, theirs holds and ours goes.

import { z } from 'zod';
import { change, missing, sh } from '../change.js';
import { readKeyValues } from '../host_words.js';
import { defineModule, type Output } from '../module.js';
import { withReader } from '../module_parts/nginx/reader.js';
import { hostPath, unsafePath } from '../module_parts/params.js';
import { deeds, removeCall } from '../shell/door/deeds.js';
import { atDoor, isAllowed } from '../shell/door/door.js';
import { quote } from '../shell/quote.js';

const params = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z_]+$/, 'expected the name of a directive, such as client_header_timeout')
    .describe('the directive, such as client_header_timeout'),
  value: z
    .string()
    .regex(/^[\w ./-]+$/, 'expected plain words, such as 10s')
    .describe('what it says, such as 10s'),
  path: hostPath().describe('the file that says it, in /etc/nginx/conf.d'),
  folder: hostPath().default('/etc/nginx').describe('where nginx is configured; /etc/nginx by default'),
  unsafe_path: unsafePath(),
});

type Wanted = z.output<typeof params>;

export interface Found {
  /** The file of somebody else that says it at the level of http. */
  readonly elsewhere: string | undefined;
  /** The text of our file; null: there is none. */
  readonly text: string | null;
}

export const nginxDefault = defineModule({
  kind: 'state',
  name: 'nginx_default',
  summary: 'what holds in nginx for every site that says nothing else, unless the operator says it already',
  params,
  undoable: true,
  brief: true,
  example: `
- name: nginx waits ten seconds for a request
  nginx_default:
    name: client_header_timeout
    value: 10s
    path: /etc/nginx/conf.d/times.conf
`,
  object: ({ path }) => path,
  probe: ({ name, path, folder }) => `p=${quote(path)} d=${quote(folder)}
[ -f "$d/nginx.conf" ] || exit 0
echo installed=yes
awk -v folder="$d" -v own="$p" -v name=${quote(name)} ${whoSaysIt} </dev/null || exit 1
[ ! -f "$p" ] || { echo text=; cat -- "$p"; }`,
  read: readDefault,
  plan(wanted, found) {
    if (found === null) return missing('nginx has no nginx.conf', 'install nginx first');
    const { path, unsafe_path } = wanted;
    const unsafe = isAllowed(unsafe_path);
    const after = found.elsewhere === undefined ? textOf(wanted) : null;
    if (after === found.text) return null;
    const texts = { before: found.text ?? '', after: after ?? '' };
    const field = { name: 'value', from: valueIn(found.text), to: after && wanted.value, texts };
    return after === null
      ? change(
          [field],
          [{ ...sh(atDoor({ path, at: 'itself', unsafe }, deeds, removeCall), [path]), unsafe }],
        )
      : change([field], [{ kind: 'put', path, content: Buffer.from(after), unsafe }]);
  },
});

/** Wherever it stands, through every include. */
const whoSaysIt = withReader(`
BEGIN { read_file(folder "/nginx.conf"); if (file) print "elsewhere=" file }
function on_statement() { if (words[1] == name && is_in(" http") && here != own) file = here }
`);

const textMark = '\ntext=\n';

function readDefault(output: Output): Found | null {
  const said = readKeyValues(output);
  if (!said.has('installed')) return null;
  const all = output.stdout.toString('utf8');
  const at = all.indexOf(textMark);
  return { elsewhere: said.get('elsewhere'), text: at < 0 ? null : all.slice(at + textMark.length) };
}

function textOf({ name, value }: Wanted): string {
  return `# For sites that say nothing else. Written by hostwright; changes made here are undone.\n${name} ${value};\n`;
}

/** What the file says today, as far as it is one of ours. */
function valueIn(text: string | null): string | null {
  return /^[a-z_]+ (.*);$/m.exec(text ?? '')?.[1] ?? null;
}
