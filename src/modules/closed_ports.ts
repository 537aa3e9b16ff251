// closed_ports: nobody on the outside reaches these ports of the host. Told by its listeners and by connecting to it from
// here, because each of the two misses something: a firewall on the way, and what a host passes on without listening
// (containers). What they mean together: closed_ports/judge.ts. Proof: test/lab/publish/ports.test.ts.

import { z } from 'zod';
import { wordsOf } from '../host_words.js';
import { defineAction } from '../module.js';
import { judgeClosedPorts } from '../module_parts/closed_ports/judge.js';
import { readListeners } from '../module_parts/closed_ports/listeners.js';
import { ports } from '../module_parts/params.js';

export const closedPorts = defineAction({
  kind: 'action',
  name: 'closed_ports',
  summary: 'ports that are bound to loopback, or closed to whoever connects from here',
  params: z.strictObject({
    ports: ports().describe("TCP ports of the host; 9944, 9933 and 9615 are a node's"),
  }),
  bare: 'ports',
  returns: {
    ports: 'a list: each port and its state (closed, loopback, guarded, untold, open)',
  },
  example: `
- name: nobody gets past the proxy
  closed_ports:
    ports: [9944, 9933, 9615]
`,
  plan: 'run',
  barrier: false,
  // Whose they are shows to root only, and only then is it told.
  probe: () => `command -v ss >/dev/null || { echo 'ss is missing (package iproute2)' >&2; exit 1; }
ss -Hltnp`,
  async run({ ports: wanted }, { address, seen, signal }) {
    const { reachPorts } = await import('../proof/probes/ports.js');
    const question = { address, closedPorts: wanted, timeout: 3, signal, record: () => undefined };
    return judgeClosedPorts(readListeners(seen ? wordsOf(seen.stdout) : ''), await reachPorts(question));
  },
});
