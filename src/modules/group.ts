// group: a group of the host.

import { z } from 'zod';
import { change, type Field, missing, sh, type Verdict } from '../change.js';
import { defineModule } from '../module.js';
import { hasTools, lookUp, readEntry } from '../module_parts/account/database.js';
import { account, flag, whole } from '../module_parts/params.js';
import { quoteAll } from '../shell/quote.js';

const params = z
  .strictObject({
    name: account().describe('name of the group'),
    state: z.enum(['present', 'absent']).default('present').describe('absent: it is removed'),
    gid: whole()
      .pipe(z.int().min(0).max(4_294_967_294))
      .optional()
      .describe('its number; left to the host when absent'),
    system: flag().default(false).describe('true: a new group gets a number of the system'),
  })
  .refine(({ state, gid }) => state === 'present' || gid === undefined, {
    path: ['gid'],
    error: 'what is absent has no number: leave gid out',
  });

type Wanted = z.output<typeof params>;

interface Found {
  readonly state: 'present' | 'absent';
  readonly gid: number | null;
  readonly hasTools: boolean;
}

export const group = defineModule({
  kind: 'state',
  name: 'group',
  summary: 'a group of the host',
  params,
  bare: 'name',
  returns: {
    name: 'the group',
    state: 'present or absent',
    gid: 'its number; null: there is no such group',
  },
  example: `
- name: there is a group for the node
  group:
    name: polkadot
    system: true
`,
  object: ({ name }) => name,
  probe: ({ name }) => `${lookUp('group', name)}
${hasTools('groupadd')}`,
  read(output): Found {
    const { entry, tools } = readEntry(output);
    const gid = entry === null ? null : Number(entry[2]);
    return { state: entry === null ? 'absent' : 'present', gid, hasTools: tools };
  },
  plan,
  result: ({ name }, { gid, state }) => ({ name, state, gid }),
});

function plan({ name, state, gid, system }: Wanted, found: Found): Verdict {
  const fields: readonly Field[] = [
    ...(state === found.state ? [] : [{ name: 'state', from: found.state, to: state }]),
    ...(gid === undefined || gid === found.gid ? [] : [{ name: 'gid', from: found.gid, to: gid }]),
  ];
  if (fields.length === 0) return null;
  if (!found.hasTools) return missing('this host has no groupadd', 'install the package passwd (shadow)');
  if (state === 'absent') return change(fields, [sh(`groupdel ${quoteAll([name])}`)]);
  const number = gid === undefined ? [] : ['-g', String(gid)];
  if (found.state === 'present') return change(fields, [sh(quoteAll(['groupmod', ...number, name]))]);
  const script = quoteAll(['groupadd', ...(system ? ['-r'] : []), ...number, name]);
  return change(fields, [{ ...sh(script), makes: [{ kind: 'group', name }] }]);
}
