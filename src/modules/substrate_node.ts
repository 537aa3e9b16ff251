// substrate_node: the gate before an endpoint. The node is asked from its own host, through the connection that there is
// anyway, so that one with open unsafe methods is never published, not for a moment. What answers mean:
// substrate_node/judge.ts. Proof: test/lab/publish/gate.test.ts.

import { wordsOf } from '../host_words.js';
import { defineAction } from '../module.js';
import { askWatch } from '../module_parts/substrate_node/health.js';
import { judgeNode } from '../module_parts/substrate_node/judge.js';
import { params } from '../module_parts/substrate_node/params.js';
import { judgeNodes } from '../module_parts/substrate_node/several.js';
import { quote } from '../shell/quote.js';

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
  probe: ({ watch }) => (watch === undefined ? ':' : askWatch(quote(watch))),
  async run(wanted, { forward, seen, signal }) {
    // Loaded when a node is asked: its WebSocket client costs every other run 50 ms.
    const { askNode } = await import('../proof/node.js');
    const { port, nodes, unsafe_canary: unsafeCanary, timeout } = wanted;
    const all = { unsafeCanary, timeout, signal };
    if (nodes === undefined)
      return judgeNode(wanted, await askNode({ ...all, port, open: () => forward(port) }));
    const asked = nodes.map(async (node) => {
      const open = () => forward(node.port, node.host);
      return { node, report: await askNode({ ...all, port: node.port, open, isOneOfSeveral: true }) };
    });
    const [, watch] = seen ? wordsOf(seen.stdout).split('watch=\n') : [];
    return judgeNodes(wanted, await Promise.all(asked), watch);
  },
});
