// What ends the conversation before its first question: no answer could make an endpoint of such a host. Pure.

import type { ActionResult } from '../../module.js';
import { judgeNode } from '../../module_parts/substrate_node/judge.js';
import { type HostReport, isProxy, ownerOf } from './host_report.js';

/** @param isBootnode that is what is to be made @returns undefined: there is none. Lines: what is wrong, then what to do. */
export function blockerIn(hostReport: HostReport, isBootnode = false): string | undefined {
  const { node } = hostReport;
  // Of a bootnode no JSON-RPC is published.
  const judged = node.report.kind === 'answers' && !isBootnode ? judge(node) : undefined;
  if (judged?.failed) return judged.message;
  const owner = ownerOf(hostReport, 80);
  if (owner === undefined || isProxy(owner)) return undefined;
  return `port 80 belongs to ${owner}
nginx and Apache both listen there as Debian packages them: have ${owner} leave it, or stop it.`;
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
