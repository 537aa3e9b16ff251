// What ends the conversation before its first question: no answer could make an endpoint of such a host. Pure.

import type { ActionResult } from '../../module.js';
import { everyProxy, proxies, proxyNames } from '../../module_parts/proxies.js';
import { judgeNode } from '../../module_parts/substrate_node/judge.js';
import type { HostReport } from './host_report.js';
import { proxyBlocker } from './proxy_blocker.js';
import type { Case } from './question.js';

/**
 * @param isBootnode that is what is to be made
 * @param known what the inventory says already
 * @returns undefined: there is none. Lines: what is wrong, then what to do.
 */
export function blockerIn(
  hostReport: HostReport,
  isBootnode = false,
  known: Case['known'] = {},
): string | undefined {
  const { node } = hostReport;
  // Of a bootnode no JSON-RPC is published.
  const judged = node.report.kind === 'answers' && !isBootnode ? judge(node) : undefined;
  return judged?.failed ? judged.message : blockerOfAll(hostReport, known);
}

/** Some proxy has to be possible. */
function blockerOfAll(hostReport: HostReport, known: Case['known']): string | undefined {
  const refused = proxyNames.map((name) => ({ name, why: proxyBlocker(name, { hostReport, known }) }));
  if (refused.some(({ why }) => why === undefined)) return undefined;
  const [first] = refused;
  const isOne = refused.every(({ why }) => why === first?.why);
  return `${isOne ? first?.why : refused.map(({ name, why }) => `${proxies[name].title}: ${why}`).join('; ')}
${everyProxy('and')} listen on port 80 too, Apache on 443 as well: have whoever has the port leave it, or stop it.`;
}

/** What is worth knowing of a node that can be published. */
export function warningsOf({ node }: HostReport): readonly string[] {
  return node.report.kind === 'answers' ? (judge(node).warnings ?? []) : [];
}

/** The gate of the playbook, with its defaults. */
function judge({ port, report }: HostReport['node']): ActionResult {
  const wanted = {
    port,
    node_required: true,
    allow_unsafe_rpc: false,
    validator_policy: 'warn',
    unsafe_canary: CANARY,
    timeout: 10,
  } as const;
  return judgeNode(wanted, report);
}

/** An unsafe method without parameters and effect. */
export const CANARY = 'system_peers';
