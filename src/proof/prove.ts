// The proof of an endpoint: what a client would see, from its name to JSON-RPC. Reads as its table of contents.

import type { Finding, ProofReport } from '../finding.js';
import { proveBootnode, type Served } from './bootnode.js';
import { seenCertificate } from './checks/certificate.js';
import { judgeCiphers, weakCiphers } from './checks/ciphers.js';
import { judgeDates } from './checks/dates.js';
import { judgeIdle } from './checks/idle.js';
import { judgeName } from './checks/name.js';
import { judgeNames } from './checks/names.js';
import { judgePorts } from './checks/ports.js';
import { judgeTcp } from './checks/tcp.js';
import { judgeTls } from './checks/tls.js';
import { judgeTlsVersions, OLD_VERSIONS } from './checks/tls_versions.js';
import { judgeTrust } from './checks/trust.js';
import { proveExcess } from './excess.js';
import { stayIdle } from './probes/idle.js';
import { lookUp } from './probes/name.js';
import { reachPorts } from './probes/ports.js';
import { reach } from './probes/tcp.js';
import { type Handshake, shakeHands } from './probes/tls.js';
import { ESCAPE_PORT, proveService } from './service.js';
import { type ProofTarget, urlOf } from './target.js';

/**
 * Asks everything that can be told; a check that fails ends the proof only where nothing is left to ask. Never throws
 * for what the endpoint does, only when `signal` fires (proof: test/proof/prove.test.ts).
 */
export async function proveEndpoint(target: ProofTarget, escapePort = ESCAPE_PORT): Promise<ProofReport> {
  const found = target.lookUp ? await lookUp(target) : undefined;
  const name = judgeName(target.name, target.address, found);
  // Nothing else to connect to.
  if (found?.kind === 'silent' && target.address === target.name) return reportOf(target, [name], true);

  const reached = await reach(target);
  const tcp = judgeTcp(target.address, target.port, reached);
  if (reached.kind === 'silent') return reportOf(target, [name, tcp], reached.cause === 'path');

  const handshake = await shakeHands(target);
  const tls = judgeTls(handshake, target);
  if (handshake.kind !== 'agreed') return reportOf(target, [name, tcp, tls]);
  const offers = await proveOffers(target);
  // Side by side, because two of them mostly wait.
  const [service, ports, idled] = await Promise.all([
    proveWhatIsServed(target, escapePort),
    reachPorts(target),
    // Nodes themselves end connections of peers over which nothing is spoken.
    target.kind === 'bootnode' ? undefined : stayIdle(target),
  ]);
  const limits = target.kind === 'bootnode' ? [] : await proveExcess(target, reached.localAddress);
  const findings = [
    name,
    tcp,
    tls,
    ...judgeCertificate(target, handshake),
    ...offers,
    ...service.findings,
    ...(ports.length > 0 ? [judgePorts(reached.localAddress, ports)] : []),
    ...(idled ? [judgeIdle(idled)] : []),
    ...limits,
  ];
  return { ...reportOf(target, findings), ...(service.peerId !== undefined && { peerId: service.peerId }) };
}

/** What is no JSON-RPC may be a bootnode: which of them an endpoint is need not be said. */
async function proveWhatIsServed(target: ProofTarget, escapePort: number): Promise<Served> {
  if (target.kind === 'bootnode') return proveBootnode(target);
  const findings = await proveService(target, escapePort);
  const passed = (name: Finding['check']) =>
    findings.some(({ check, status }) => check === name && status === 'passed');
  if (target.kind === 'rpc' || !passed('upgrade') || passed('health')) return { findings };
  const bootnode = await proveBootnode(target);
  return bootnode.peerId === undefined ? { findings } : bootnode;
}

function judgeCertificate(
  { name, trust }: ProofTarget,
  { certificates: [certificate], distrust }: Extract<Handshake, { kind: 'agreed' }>,
): readonly Finding[] {
  if (certificate === undefined) return [];
  const seen = seenCertificate(certificate, name, distrust);
  const now = new Date();
  return [judgeTrust(seen, trust, now), judgeNames(seen, name), judgeDates(seen, now)];
}

/** What is left of TLS that nobody should be given. */
async function proveOffers(target: ProofTarget): Promise<readonly Finding[]> {
  const versions: Handshake[] = [];
  for (const version of OLD_VERSIONS) versions.push(await shakeHands(target, version));
  return [judgeTlsVersions(versions), judgeCiphers(await shakeHands(target, weakCiphers(target)))];
}

function reportOf(target: ProofTarget, findings: readonly Finding[], unreachable = false): ProofReport {
  target.signal.throwIfAborted();
  const ok = findings.every(({ status }) => status !== 'failed');
  return { url: urlOf(target), ok, unreachable, findings };
}
