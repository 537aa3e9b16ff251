// Whether several nodes are as clients want them: in sync, with peers, as far as each other, and none taken out by the watch on
// the host. Pure.

import type { NodeReport } from '../../proof/node.js';
import { addressOf, type NodeParams } from '../params.js';

export interface Asked {
  readonly node: NodeParams;
  readonly report: NodeReport;
}

/** The node in a sentence. */
export function called(node: NodeParams): string {
  const address = addressOf(node);
  return `the node ${node.name === undefined ? address : `${node.name} (${address})`}`;
}

/** What is wrong with the health of nodes that answer, one sentence each. */
export function unhealthy(asked: readonly Asked[], mostBehind: number): readonly string[] {
  const heights = asked.flatMap(({ report }) => heightOf(report) ?? []);
  const best = Math.max(...heights, 0);
  return asked.flatMap(({ node, report }) => {
    if (report.kind !== 'answers') return [];
    const { health } = report;
    const lag = best - (heightOf(report) ?? best);
    return [
      ...(health?.isSyncing ? [`${called(node)} is syncing`] : []),
      ...(health?.shouldHavePeers && health.peers === 0 ? [`${called(node)} has no peers`] : []),
      ...(lag > mostBehind ? [`${called(node)} is ${lag} blocks behind the others`] : []),
    ];
  });
}

function heightOf(report: NodeReport): number | undefined {
  return report.kind === 'answers' ? report.height : undefined;
}

/** What the watch says of nodes that it has taken out; undefined: it said nothing. */
export function takenOut(asked: readonly Asked[], said: string | undefined): readonly string[] {
  const advice =
    'on the host, systemctl status hostwright-wss-nodes.timer says why; hostwright apply brings it back';
  if (said === undefined) return [`the watch of the nodes has not looked for two minutes\n${advice}`];
  return asked.flatMap(({ node }) => {
    const line = said.split('\n').find((each) => each.startsWith(`${addressOf(node)} out `));
    const words = line?.split(' ').slice(6).join(' ') ?? 'it does not say why';
    return line === undefined
      ? []
      : [`${called(node)} serves nobody: the watch on the host has taken it out, because ${words}`];
  });
}

/** The state that the watch wrote lately. */
export function askWatch(quotedFolder: string): string {
  return `f=${quotedFolder}/state
[ -z "$(find "$f" -mmin -2 2>/dev/null)" ] || { echo watch=; cat "$f"; }`;
}
