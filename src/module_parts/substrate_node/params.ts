// What may be said of a node.

import { z } from 'zod';
import { flag, hostPath, nodes, port, whole } from '../params.js';

export const params = z.strictObject({
  port: port().default(9944).describe("the node's RPC port on the host's own 127.0.0.1; 9944 by default"),
  nodes: nodes()
    .optional()
    .describe(
      'instead of port, several nodes of one chain: host (127.0.0.1 by default), port and, for people, name',
    ),
  healthy: flag()
    .default(false)
    .describe('true: several nodes also have to be in sync, to have peers, and to be as far as each other'),
  blocks_behind: whole()
    .pipe(z.int().min(0))
    .default(10)
    .describe(
      'blocks that one of several may lack that another one has, where healthy is asked; 10 by default',
    ),
  watch: hostPath()
    .optional()
    .describe('folder in which the watch of several nodes says which of them are out (role nodes)'),
  node_required: flag()
    .default(true)
    .describe('false: a node that does not answer is a warning, and nothing is known about it'),
  allow_unsafe_rpc: flag()
    .default(false)
    .describe('true: a node that serves unsafe methods is a warning, and the task goes on'),
  validator_policy: z
    .enum(['warn', 'refuse'])
    .default('warn')
    .describe('what to do where the node is a validator (its role is Authority); warn by default'),
  unsafe_canary: z
    .string()
    .min(1)
    .default('system_peers')
    .describe('an unsafe method without parameters and effect, which the node has to refuse'),
  timeout: whole().pipe(z.int().min(1).max(3600)).default(10).describe('seconds to wait; 10 by default'),
});

export type Wanted = z.output<typeof params>;
