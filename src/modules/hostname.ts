// hostname: the name of the host, the one that runs and the one that it starts with. Neither systemd nor /etc/hosts is touched.

import { z } from 'zod';
import { change, type Field, missing, type Step, undoable } from '../change.js';
import { readKeyValues } from '../host_words.js';
import { defineModule } from '../module.js';
import { quote } from '../shell/quote.js';

/** What Linux takes (HOST_NAME_MAX); a label is RFC 1123's. */
const LONGEST = 64;
const label = '[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?';

const PATH = '/etc/hostname';

export const hostname = defineModule({
  kind: 'state',
  name: 'hostname',
  summary: 'the name of the host, now and when it starts',
  params: z.strictObject({
    name: z
      .string()
      .max(LONGEST, `expected at most ${LONGEST} characters, as the kernel takes them`)
      .regex(
        new RegExp(`^${label}(\\.${label})*$`),
        'expected a name such as rpc1 or rpc1.example.org: letters, digits and hyphens',
      )
      .describe('name of the host; what /etc/hosts says of it is left as it is'),
  }),
  bare: 'name',
  undoable: true,
  example: `
- name: is called as in the inventory
  hostname:
    name: rpc1
`,
  probe: () => `printf 'running=%s\\n' "$(uname -n)"
command -v hostname >/dev/null || echo program=no
[ ! -d ${PATH} ] || { echo directory=yes; exit; }
[ -f ${PATH} ] || exit 0
[ -r ${PATH} ] || { printf '%s may not read ${PATH}: add become: true\\n' "$(id -un)" >&2; exit 1; }
while read -r line || [ -n "$line" ]; do
  case $line in '' | '#'*) ;; *) printf 'name=%s\\n' "$line"; break ;; esac
done <${PATH}`,
  read(output) {
    const said = readKeyValues(output);
    return {
      name: said.get('name') ?? null,
      running: said.get('running') ?? '',
      hasProgram: said.get('program') !== 'no',
      isDirectory: said.has('directory'),
    };
  },
  plan({ name }, found) {
    if (found.isDirectory) return missing(`${PATH} is a directory`, 'remove it first');
    const fields: Field[] = [];
    const steps: Step[] = [];
    if (found.name !== name) {
      fields.push({ name: 'name', from: found.name, to: name });
      steps.push({ kind: 'put', path: PATH, content: Buffer.from(`${name}\n`) });
    }
    if (found.running !== name) {
      if (!found.hasProgram) return missing('there is no program hostname', 'install the package hostname');
      fields.push({ name: 'running', from: found.running, to: name });
      steps.push(undoable(`hostname ${quote(name)}`, `hostname ${quote(found.running)}`));
    }
    return fields.length === 0 ? null : change(fields, steps);
  },
});
