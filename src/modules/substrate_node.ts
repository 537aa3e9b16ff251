// substrate_node: the gate before an endpoint. The node is asked from its own host, through the connection that there is
// anyway, so that one with open unsafe methods is never published, not for a moment. What answers mean:
// substrate_node/judge.ts. Proof: test/lab/publish/gate.test.ts.

import { z } from 'zod';
import { defineAction } from '../module.js';
import { flag, port, whole } from './params.js';
import { judgeNode } from './substrate_node/judge.js';

const params = z.strictObject({
  port: port().default(9944).describe("the node's RPC port on the host's own 127.0.0.1; 9944 by default"),
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

export const substrateNode = defineAction({
  kind: 'action',
  name: 'substrate_node',
  summary: 'the Substrate node on the host answers and refuses unsafe methods, so it can be published',
  params,
  bare: 'port',
  example: `
- name: the node can be published
  substrate_node: 9944
`,
  // It only asks, so a plan knows too whether this host would be refused.
  plan: 'run',
  barrier: false,
  async run(wanted, { forward, signal }) {
    // Loaded when a node is asked: its WebSocket client costs every other run 50 ms.
    const { askNode } = await import('../proof/node.js');
    const { port, unsafe_canary: unsafeCanary, timeout } = wanted;
    const open = () => forward(port);
    return judgeNode(wanted, await askNode({ open, port, unsafeCanary, timeout, signal }));
  },
});
