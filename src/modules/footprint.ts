// footprint: what hostwright made on a host and is still there. It only looks; `hostwright footprint` shows it.

import { z } from 'zod';
import { CouldNotLook, defineAction } from '../module.js';
import { lookForFootprint, readFootprint } from '../module_parts/footprint/look.js';
import { standingThings, tellThings } from '../module_parts/footprint/standing_things.js';

export const footprint = defineAction({
  kind: 'action',
  name: 'footprint',
  summary: 'what hostwright made on a host and is still there: recorded, made, endpoints',
  params: z.strictObject({}),
  example: `
- name: what hostwright made here
  footprint: {}
  register: here
`,
  plan: 'run',
  barrier: false,
  probe: () => lookForFootprint,
  run(_wanted, { seen }) {
    if (seen === undefined) throw new CouldNotLook('nobody looked at the host');
    const found = readFootprint(seen);
    const things = standingThings(found);
    return {
      message: tellThings(things, found.hasRecord),
      result: {
        recorded: found.hasRecord,
        made: things.map((thing) => ({ ...thing })),
        endpoints: [...new Set(found.sites.map(({ stem }) => stem))],
      },
    };
  },
});
