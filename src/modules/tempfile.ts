// tempfile: a new file or directory under a name that nothing has.

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { change } from '../change.js';
import { defineModule } from '../module.js';
import { hostPath, unsafePath } from '../module_parts/params.js';
import { blockerAbove, blockerFixed, blockerOnTheWay } from '../module_parts/path_blocker.js';
import { readStat, statScript } from '../module_parts/stat.js';
import { atDoor, isAllowed } from '../shell/door/door.js';

const partOfName = () => z.string().regex(/^[^/\0]*$/, 'expected a part of a name, without /');

const params = z.strictObject({
  path: hostPath().default('/tmp').describe('the directory to make it in, which has to be there'),
  prefix: partOfName()
    .default('ansible.')
    .describe('what its name begins with; ten digits follow that are drawn'),
  suffix: partOfName().default('').describe('what its name ends with'),
  state: z.enum(['file', 'directory']).default('file').describe('what is made'),
  unsafe_path: unsafePath(),
});

/** What others have made there meanwhile is never taken for ours: a shell with -C, and mkdir, make what is not there, or fail. */
const temporary = `hw_temporary() {
if [ "$1" = directory ]; then mkdir -m 0700 "$n"
else (umask 077; set -C; : >"$n"); fi
}`;

export const tempfile = defineModule({
  kind: 'state',
  name: 'tempfile',
  summary: 'a new file or directory of a name that nothing has, for its user alone',
  params,
  undoable: true,
  returns: { path: 'where it is', state: 'file or directory', mode: 'its permission bits: 0600 or 0700' },
  example: `
- name: a place to build in
  tempfile:
    state: directory
    prefix: build.
  register: place  # place.path
`,
  object: ({ path }) => path,
  probe: (wanted) => statScript({ path: placeOf(wanted), follow: false }),
  read: (output) => readStat(output),
  plan(wanted, found) {
    const blocker = blockerFixed(found) ?? blockerAbove(found) ?? blockerOnTheWay(wanted, found);
    if (blocker) return blocker;
    const path = placeOf(wanted);
    const unsafe = isAllowed(wanted.unsafe_path);
    const script = atDoor({ path, at: 'itself', unsafe }, [temporary], `hw_temporary ${wanted.state}`);
    const field = { name: 'state', from: 'absent', to: wanted.state };
    return change([field], [{ kind: 'sh', script, touches: [path], unsafe }], 'exit');
  },
  result: (wanted) => ({
    path: placeOf(wanted),
    state: wanted.state,
    mode: wanted.state === 'file' ? '0600' : '0700',
  }),
});

/** The name is drawn once for a task on a host, which the probe, the change and the result are about. */
function placeOf(wanted: z.output<typeof params>): string {
  const { path, prefix, suffix } = wanted;
  if (!drawn.has(wanted)) drawn.set(wanted, randomBytes(5).toString('hex'));
  return `${path === '/' ? '' : path.replace(/\/+$/, '')}/${prefix}${drawn.get(wanted)}${suffix}`;
}

const drawn = new WeakMap<z.output<typeof params>, string>();
