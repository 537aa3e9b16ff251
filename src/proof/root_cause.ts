// Whose fault it is that an endpoint fails, from what shows outside and on its host's own side. Pure.

import type { Cause, CheckName, Finding } from '../finding.js';

interface Known {
  /** Whether the node answers by itself; absent: nobody knows its port. */
  readonly node: { readonly port: number; readonly answers: boolean } | undefined;
}

/** How the endpoint looks from its host's own side. */
export type LoopbackView = Known &
  (
    | {
        readonly kind: 'answers';
        /** The one that it shows there, PEM. */
        readonly certificate: string | undefined;
        /** The finding about the WebSocket handshake there. */
        readonly upgrade: Finding;
        /** Another name, by which the one that was shown outside is shown there as well. */
        readonly shownFor: string | undefined;
      }
    /** No TLS there either. `why` is one clause. */
    | { readonly kind: 'silent'; readonly why: string }
    /** sshd lets nobody through to it. */
    | { readonly kind: 'untold' }
  );

type Failed = Extract<Finding, { status: 'failed' }>;

/**
 * The findings, with the causes that both sides show together. Whoever shows the endpoint's own certificate is the
 * endpoint, so what it said to a client outside stands: it may well say something else to a client on its own host.
 *
 * @param certificate what was shown outside, PEM; undefined: nobody came that far
 */
export function rootCauses(
  findings: readonly Finding[],
  certificate: string | undefined,
  view: LoopbackView,
): readonly Finding[] {
  const isEndpoint = view.kind === 'answers' && certificate !== undefined && certificate === view.certificate;
  return findings.map((finding) => {
    if (finding.status !== 'failed' || ['name', 'unsafe'].includes(finding.check)) return finding;
    if (finding.cause === 'node') return ofNode(finding, view);
    return isEndpoint || view.kind === 'untold' ? finding : ofPath(finding, view);
  });
}

/** What a node that answers is known to answer; what else it does wrong is its own fault. */
const answeredByNode: readonly CheckName[] = ['upgrade', 'health', 'post'];

function ofNode(finding: Failed, { node }: LoopbackView): Finding {
  if (!node?.answers || !answeredByNode.includes(finding.check)) return finding;
  const seen = `on the host itself the node answers on port ${node.port}`;
  return as(finding, 'ours', seen, 'Is that the port that the proxy is told?');
}

function ofPath(finding: Failed, view: Exclude<LoopbackView, { kind: 'untold' }>): Finding {
  if (view.kind === 'silent') return as(finding, 'ours', `on the host itself as well: ${view.why}`);
  const { upgrade, node, shownFor } = view;
  const works =
    upgrade.status === 'passed' || (upgrade.status === 'failed' && causeOf(upgrade, node) === 'node');
  if (!works) return as(finding, 'ours', `on the host itself: ${upgrade.seen}`, upgrade.advice);
  const inside = 'on the host itself it works';
  if (finding.cause === 'path') return as(finding, 'path', inside);
  if (shownFor === undefined) return as(finding, 'path', inside, notLookedAt);
  const seen = `${inside}, and what answers here is shown there for ${shownFor}`;
  return as(
    finding,
    'path',
    seen,
    'Another site of this host answers for this address: see its listen lines.',
  );
}

/** Nobody can connect from the host to its own address by SSH, so who answers there is not known. */
const notLookedAt =
  'What answers here was not looked at. On the host, see what listens on this address (ss -ltn); then look on the way.';

function causeOf({ cause }: Failed, node: LoopbackView['node']): Cause {
  return cause === 'node' && node?.answers ? 'ours' : cause;
}

/** @param seen what shows on the host itself */
function as(finding: Failed, cause: Cause, seen: string, advice = finding.advice): Finding {
  return { ...finding, cause, seen: `${finding.seen}; ${seen}`, ...(advice !== undefined && { advice }) };
}
