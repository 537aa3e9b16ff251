// Sites and configuration snippets of Debian's Apache: one file in X-available, and a link to it in X-enabled.
//
// They are switched by a2ensite and its kin, which keep Debian's record of who enabled what. Apache's own test is not
// run here: a site may need what a later task brings; the test comes before the reload.

import { z } from 'zod';
import { change, missing, sh, type Verdict } from '../../change.js';
import { readKeyValues, wordsOf } from '../../host_words.js';
import { defineModule, type Module, type Output } from '../../module.js';
import { deeds, removeCall } from '../../shell/door/deeds.js';
import { atDoor } from '../../shell/door/door.js';
import { quote } from '../../shell/quote.js';
import { closed } from './refusals.js';

/** What distinguishes a site from a snippet. */
interface Part {
  readonly name: 'apache2_site' | 'apache2_conf';
  readonly summary: string;
  readonly noun: string;
  readonly folder: 'sites' | 'conf';
  readonly enable: string;
  readonly disable: string;
  readonly example: string;
}

const state = z.enum(['present', 'absent']).default('present').describe('present: enabled; absent: disabled');

/** The file's name; a2ensite would take anything else for a pattern or an option. */
const partName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'expected the name of a file in /etc/apache2, without its folder')
  .refine((name) => !name.endsWith('.conf'), 'write the name without .conf');

/** As the parameter, and what only a look can find. */
type State = 'present' | 'absent' | 'dangling' | 'file' | 'foreign';

interface Found {
  readonly apache: boolean;
  readonly available: boolean;
  /** `file`: not a link at all; `foreign`: a link to something else. Apache reads both. */
  readonly state: State;
  /** Name of the user who looked, where that user may change nothing. */
  readonly closedTo: string | null;
}

export function definePart(part: Part): Module {
  const { name, summary, noun, folder, example } = part;
  const params = z.strictObject({ name: partName.describe(`the name of the ${noun}, without .conf`), state });
  return defineModule({
    kind: 'state',
    name,
    summary,
    params,
    bare: 'name',
    undoable: true,
    brief: true,
    example,
    probe: (wanted: z.output<typeof params>) => probePart(folder, wanted.name),
    read: readPart,
    foretell: (output, made, wanted) =>
      made.includes(availableOf(folder, wanted.name)) ? withFile(output) : output,
    plan: (wanted, found): Verdict =>
      (wanted.state === 'present' ? planPresent : planAbsent)(part, wanted.name, found),
  });
}

function probePart(folder: string, name: string): string {
  const file = quote(`${name}.conf`);
  return `[ -e /etc/apache2 ] || exit 0
[ -x /etc/apache2 ] || { echo "$(id -un) may not look into /etc/apache2" >&2; exit 1; }
[ -d /etc/apache2/${folder}-available ] && [ -d /etc/apache2/${folder}-enabled ] || exit 0
echo apache=yes
cd /etc/apache2/${folder}-enabled || exit 1
[ -w . ] || echo "closed_to=$(id -un)"
available=../${folder}-available/${file}
[ ! -e "$available" ] || echo available=yes
state=absent
if [ -L ${file} ]; then
  state=present
  [ "$(readlink -f ${file})" = "$(readlink -f "$available")" ] || state=foreign
  [ -e ${file} ] || state=dangling
elif [ -e ${file} ]; then state=file; fi
echo "state=$state"`;
}

function readPart(output: Output): Found {
  const said = readKeyValues(output);
  return {
    apache: said.has('apache'),
    available: said.has('available'),
    state: (said.get('state') ?? 'absent') as State,
    closedTo: said.get('closed_to') ?? null,
  };
}

/** What the probe prints once its file is there, and no link to it. */
function withFile(output: Output): Output {
  const text = wordsOf(output.stdout);
  if (/^available=/m.test(text)) return output;
  return { ...output, stdout: Buffer.from(text.replace(/^state=absent$/m, 'available=yes\n$&')) };
}

function planPresent({ noun, folder, enable }: Part, name: string, found: Found): Verdict {
  if (!found.apache) return missing('Apache is not installed', 'install the package apache2 first');
  if (found.state === 'present' || found.state === 'file') return null;
  if (found.state === 'foreign') {
    return missing(`${pathOf(folder, name)} links to something else`, `remove it first`);
  }
  if (!found.available) {
    return missing(`there is no ${noun} ${name}`, `put its file at ${availableOf(folder, name)} first`);
  }
  if (found.closedTo !== null) return closed(found.closedTo, folder);
  const field = { name: 'state', from: found.state, to: 'present' };
  return change([field], [sh(`${enable} -q ${quote(name)}`, touchedBy(folder, name))]);
}

function planAbsent({ folder, disable }: Part, name: string, found: Found): Verdict {
  if (found.state === 'absent') return null;
  const path = pathOf(folder, name);
  if (found.state === 'file') {
    return missing(`${path} is not a link but a file`, `move it to ${availableOf(folder, name)} first`);
  }
  if (found.closedTo !== null) return closed(found.closedTo, folder);
  const field = { name: 'state', from: found.state, to: 'absent' };
  // a2dissite knows only what is available, and never removes a link whose target is of another name.
  const remove = found.available
    ? `${disable} -q ${quote(name)}`
    : atDoor({ path, at: 'itself' }, deeds, removeCall);
  return change([field], [sh(remove, touchedBy(folder, name))]);
}

/** The link, and a2query's record of who made it (a2query(1)). */
function touchedBy(folder: string, name: string): readonly string[] {
  const record = `/var/lib/apache2/${folder === 'sites' ? 'site' : 'conf'}`;
  const marks = ['enabled_by_admin', 'disabled_by_admin'].map((mark) => `${record}/${mark}/${name}`);
  return [pathOf(folder, name), ...marks];
}

function pathOf(folder: string, name: string): string {
  return `/etc/apache2/${folder}-enabled/${name}.conf`;
}

function availableOf(folder: string, name: string): string {
  return `/etc/apache2/${folder}-available/${name}.conf`;
}
