// substrate_node: the gate before an endpoint. The node is asked from its own host, through the connection that there is
// anyway, so that one with open unsafe methods is never published, not for a moment. What answers mean:
// substrate_node/judge.ts. Proof: test/lab/publish/gate.test.ts.

import { defineAction } from '../module.js';
import { judgeNode } from '../module_parts/substrate_node/judge.js';
import { params } from '../module_parts/substrate_node/params.js';

export const substrateNode = defineAction({
  kind: 'action',
  name: 'substrate_node',
  summary: 'the Substrate node on the host answers and refuses unsafe methods, so it can be published',
  params,
  bare: 'port',
  returns: {
    answers: 'whether the node answers',
    safe: 'whether it refuses unsafe methods; null: not known',
    validator: 'whether it is a validator; null: not known',
    roles: 'the roles that it says it has',
    chain: 'the chain that it says it is on',
  },
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
