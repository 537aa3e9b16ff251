// The endpoint from its host's own side, asked where it fails from here: whoever has to undo a change has to know
// whether the change is at fault, the node, or the way. What the two sides mean together: root_cause.ts.

import { X509Certificate } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { NotForwarded } from '../connection.js';
import type { ProofReport } from '../finding.js';
import { judgeUpgrade } from './checks/upgrade.js';
import { askNode, listensForWebSockets } from './node.js';
import { shakeHands } from './probes/tls.js';
import { openWebSocket } from './probes/websocket.js';
import { proveEndpoint } from './prove.js';
import { type LoopbackView, rootCauses } from './root_cause.js';
import type { ProofTarget } from './target.js';

interface Place {
  readonly host: string;
  readonly port: number;
}

export interface HostAccess {
  /** As `Connection.forward`. */
  readonly forward: (port: number, address?: string) => Promise<Duplex>;
  /** Where the node is, or several are, as the host sees it; none: nobody knows. */
  readonly nodes: readonly Place[];
}

/** As `proveEndpoint`, with causes that hold on both sides. @throws Unreachable where the host is lost meanwhile */
export async function proveFromBothSides(target: ProofTarget, side: HostAccess): Promise<ProofReport> {
  let certificate: string | undefined;
  const report = await proveEndpoint({
    ...target,
    record(exchange) {
      certificate ??= exchange.certificates?.[0];
      target.record(exchange);
    },
  });
  // What the name leads to says nothing about the host.
  if (!report.findings.some(({ check, status }) => status === 'failed' && check !== 'name')) return report;
  const view = await askOverLoopback(target, side, certificate);
  return { ...report, findings: rootCauses(report.findings, certificate, view) };
}

/** @param outside the certificate that was shown there, PEM */
async function askOverLoopback(
  target: ProofTarget,
  { forward, nodes }: HostAccess,
  outside: string | undefined,
): Promise<LoopbackView> {
  const asked = await Promise.all(nodes.map((place) => askNodeAt(place, target, forward)));
  const node = asked.find(({ answers }) => answers) ?? asked[0];
  let refused: NotForwarded | undefined;
  const through = async (port: number) => {
    try {
      const stream = await forward(port);
      return stream.on('error', (error) => {
        if (error instanceof NotForwarded) refused = error;
      });
    } catch (error) {
      if (error instanceof NotForwarded) refused = error;
      throw error;
    }
  };
  const inside = { ...target, through };
  const handshake = await shakeHands(inside);
  if (refused && refused.refusal !== 'closed') return { kind: 'untold', node };
  if (handshake.kind !== 'agreed') {
    const why = handshake.kind === 'refused' ? 'the TLS handshake is refused' : handshake.why;
    return { kind: 'silent', why, node };
  }
  const upgrade = await openWebSocket(inside).catch((error: unknown) => {
    if (error instanceof NotForwarded) return undefined;
    throw error;
  });
  // It let us through a moment ago.
  if (!upgrade) return { kind: 'untold', node };
  if (upgrade.kind === 'open') upgrade.socket.terminate();
  const certificate = handshake.certificates[0]?.toString();
  const shownFor =
    outside === undefined || outside === certificate ? undefined : await nameThere(inside, outside);
  return { kind: 'answers', certificate, upgrade: judgeUpgrade(upgrade), shownFor, node };
}

/** The name in a certificate by which the endpoint's own host shows it too: a site beside the one that is meant. */
async function nameThere(inside: ProofTarget, certificate: string): Promise<string | undefined> {
  const names = new X509Certificate(certificate).subjectAltName ?? '';
  const [, name] = /DNS:([\w.-]+)/.exec(names) ?? [];
  if (name === undefined) return undefined;
  const shown = await shakeHands({ ...inside, name }).catch((error: unknown) => {
    if (error instanceof NotForwarded) return undefined;
    throw error;
  });
  const isShown = shown?.kind === 'agreed' && shown.certificates[0]?.toString() === certificate;
  return isShown ? name : undefined;
}

async function askNodeAt({ host, port }: Place, target: ProofTarget, forward: HostAccess['forward']) {
  const { unsafeCanary, timeout, signal } = target;
  const open = () => forward(port, host);
  if (target.kind === 'bootnode')
    return { port, answers: await listensForWebSockets({ open, port, timeout, signal }) };
  const { kind } = await askNode({ open, port, unsafeCanary, timeout, signal });
  return { port, answers: kind === 'answers' };
}
