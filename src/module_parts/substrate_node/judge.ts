// What the answers of a node mean for publishing it. Pure.

import type { ActionResult } from '../../module.js';
import type { NodeReport } from '../../proof/node.js';
import type { Wanted as WantedOfAll } from './params.js';

/** What is asked of one node, whether it is one of several or not. */
type Wanted = Omit<WantedOfAll, 'nodes' | 'healthy' | 'blocks_behind' | 'watch'>;

type Answering = Extract<NodeReport, { kind: 'answers' }>;

/**
 * `register` keeps `answers`, `safe` (null: not known), `validator` (null: not known), `roles` and `chain`.
 *
 * @param node how it is called in sentences
 */
export function judgeNode(
  wanted: Wanted,
  report: NodeReport,
  node = `the node on port ${wanted.port}`,
): ActionResult {
  if (report.kind === 'silent') return judgeSilence(wanted, report.why, node);
  const isValidator = report.roles.includes('Authority');
  const result = {
    answers: true,
    safe: report.unsafe.kind === 'untold' ? null : report.unsafe.kind === 'refused',
    validator: isValidator,
    roles: report.roles,
    chain: report.chain ?? null,
  };
  const unsafe = report.unsafe.kind === 'refused' ? [] : [unsafeWords(wanted, report.unsafe, node)];
  const refused = [
    ...(wanted.allow_unsafe_rpc ? [] : unsafe),
    ...(isValidator && wanted.validator_policy === 'refuse' ? [validatorRefused] : []),
  ];
  if (refused.length > 0) return { failed: true, message: refused.join('\n'), result };
  const warnings = [
    ...unsafe.map((words) => `allow_unsafe_rpc: ${words}`),
    ...(isValidator ? [validatorWarning] : []),
  ];
  return { result, warnings };
}

function judgeSilence({ node_required: required }: Wanted, why: string, node: string): ActionResult {
  const result = { answers: false, safe: null, validator: null, roles: [], chain: null };
  const words = `${node} does not answer: ${why}`;
  if (!required) {
    const unproven = `${words}; nothing is proven about it, not even that it refuses unsafe methods`;
    return { result, warnings: [unproven] };
  }
  const advice = 'Nothing is published before it answers; node_required: false goes on without it, unproven.';
  return { failed: true, message: `${words}\n${advice}`, result };
}

/**
 * (true, Auto) => DenyUnsafe::No: with the default the node serves everything to local connections, and a proxy's are
 * local (polkadot-sdk, substrate/client/rpc-servers/src/utils.rs).
 */
function unsafeWords(
  wanted: Wanted,
  unsafe: Exclude<Answering['unsafe'], { kind: 'refused' }>,
  node: string,
): string {
  if (unsafe.kind === 'untold') {
    return `${node} does not clearly refuse unsafe methods, so it must not be public: ${unsafe.why}
Start it with --rpc-methods=safe. allow_unsafe_rpc: true publishes it as it is.`;
  }
  return `${node} answers ${wanted.unsafe_canary}: whoever reaches it through a proxy could call its unsafe methods
Start it with --rpc-methods=safe. Without it, or with --rpc-methods=auto, the node trusts local connections, and those of \
a proxy are local; with --rpc-methods=unsafe it trusts everybody. allow_unsafe_rpc: true publishes it as it is. An endpoint \
that is public already is left as it is: restart the node, or stop the proxy.`;
}

const validatorWarning =
  'the node is a validator (role Authority), and validators are better not public: serve clients from another node, or \
keep strangers out with allowed_clients or allowed_origins';

const validatorRefused =
  'the node is a validator (role Authority), which is not published\n\
Serve clients from another node; validator_policy: warn publishes it all the same.';
