// footprint: what hostwright made on a host and is still there. It only looks; `hostwright footprint` shows it.

import { z } from 'zod';
import { defineAction, ProbeError } from '../module.js';
import { goesWith, obstacleTo } from '../module_parts/footprint/goes.js';
import { lookForFootprint, readFootprint } from '../module_parts/footprint/look.js';
import { standingThings, tellThings } from '../module_parts/footprint/standing_things.js';
import { flag } from '../module_parts/params.js';

export const footprint = defineAction({
  kind: 'action',
  name: 'footprint',
  summary:
    'what hostwright made on a host and is still there: recorded, made, endpoints, and goes, what would go with an endpoint',
  params: z.strictObject({
    endpoint: z
      .string()
      .regex(/^[a-z0-9-]{1,32}$/, 'expected the name of an endpoint')
      .nullish()
      .describe(
        'what goes with it is asked: its name, hostwright-wss for the one without a name; all of the host by default',
      ),
    packages: flag().default(false).describe('whether packages go that only the endpoint needed'),
    certificates: z
      .enum(['keep', 'delete', 'revoke'])
      .default('keep')
      .describe('what becomes of its certificates'),
  }),
  returns: {
    recorded: 'whether the host keeps a record of what was made',
    made: 'a list of what hostwright made and what still stands',
    goes: 'what a removal would take away',
    endpoints: 'the names of the endpoints that are there',
  },
  example: `
- name: what hostwright made here
  footprint: {}
  register: here
`,
  plan: 'run',
  barrier: false,
  probe: () => lookForFootprint,
  run(wanted, { seen }) {
    if (seen === undefined) throw new ProbeError('nobody looked at the host');
    const found = readFootprint(seen);
    const wish = { ...wanted, endpoint: wanted.endpoint ?? undefined };
    const obstacle = obstacleTo(found, wish);
    if (obstacle !== undefined) return { failed: true, message: obstacle };
    const things = standingThings(found);
    return {
      message: tellThings(things, found.hasRecord),
      result: {
        recorded: found.hasRecord,
        made: things.map((thing) => ({ ...thing })),
        goes: { ...goesWith(found, wish) },
        endpoints: [...new Set(found.sites.map(({ stem }) => stem))],
      },
    };
  },
});
