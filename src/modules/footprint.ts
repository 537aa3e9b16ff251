// footprint: what hostwright made on a host and is still there. It only looks; `hostwright footprint` shows it.

import { z } from 'zod';
import { defineAction, ProbeError } from '../module.js';
import { goesWith, obstacleTo } from '../module_parts/footprint/goes.js';
import { goesWithProxies } from '../module_parts/footprint/goes_with_proxy.js';
import { lookForFootprint, readFootprint } from '../module_parts/footprint/look.js';
import { standingThings, tellThings } from '../module_parts/footprint/standing_things.js';
import { flag } from '../module_parts/params.js';
import { proxyNames } from '../module_parts/proxies.js';

function endpointName() {
  return z.string().regex(/^[a-z0-9-]{1,32}$/, 'expected the name of an endpoint');
}

export const footprint = defineAction({
  kind: 'action',
  name: 'footprint',
  summary:
    'what hostwright made on a host and is still there: recorded, made, endpoints, and goes, what would go with an endpoint',
  params: z.strictObject({
    endpoint: z
      .union([endpointName(), z.array(endpointName())], {
        error: 'expected the name of an endpoint or a list of names',
      })
      .nullish()
      .describe(
        'what goes with it is asked: its name, hostwright-wss for the one without a name, or several; all of the host by default',
      ),
    stays: z
      .array(z.strictObject({ name: endpointName(), lineage: z.string().nullish() }))
      .default([])
      .describe('endpoints that are to be there, with the names of their certificates: what they need stays'),
    proxy: z
      .union([z.enum(proxyNames), z.array(z.enum(proxyNames))])
      .nullish()
      .describe(
        'instead, what goes with this proxy, or these, is asked, where they serve no endpoint any more',
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
    const { endpoint, proxy, packages, certificates } = wanted;
    const stays = wanted.stays.map(({ name, lineage }) => ({ name, lineage: lineage ?? undefined }));
    const endpoints = endpoint === undefined || endpoint === null ? undefined : [endpoint].flat();
    const wish = { endpoints, stays, packages, certificates };
    const obstacle = obstacleTo(found, wish);
    if (obstacle !== undefined) return { failed: true, message: obstacle };
    const things = standingThings(found);
    return {
      message: tellThings(things, found.hasRecord),
      result: {
        recorded: found.hasRecord,
        made: things.map((thing) => ({ ...thing })),
        goes: { ...(proxy ? goesWithProxies(found, [proxy].flat()) : goesWith(found, wish)) },
        endpoints: [...new Set(found.sites.map(({ stem }) => stem))],
      },
    };
  },
});
