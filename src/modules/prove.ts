// prove: the endpoint works as a client sees it, from the controller. What is asked: src/proof/prove.ts.

import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { causesOf, type Finding, type ProofReport } from '../finding.js';
import { type ActionResult, defineAction, type RunLog } from '../module.js';
import { flag, nodes, port, ports, whole } from '../module_parts/params.js';
import { ProblemError } from '../problem.js';
import { SHA256_FINGERPRINT } from '../proof/fingerprint.js';
import { bootnodeLines, PEER_ID } from '../proof/multiaddress.js';
import { NODE_PORTS } from '../proof/ports.js';
import type { TargetOptions } from '../proof/target_options.js';
import { isWssUrl } from '../proof/url.js';

const params = z.strictObject({
  url: z
    .string()
    .refine(isWssUrl, 'expected a URL that begins with wss://')
    .optional()
    .describe('the endpoint as clients are told it; by default wss:// and the address of the host'),
  address: z
    .string()
    .min(1)
    .optional()
    .describe(
      'what to connect to, and the name in the URL is not looked up then; by default the host, and it is',
    ),
  fingerprint: z
    .string()
    .regex(SHA256_FINGERPRINT, 'expected a SHA-256 fingerprint: 64 hex digits, with or without colons')
    .optional()
    .describe('SHA-256 fingerprint of the expected certificate; without it, its chain has to be trusted'),
  ca: z
    .string()
    .includes('-----BEGIN CERTIFICATE-----', 'expected certificates in PEM form')
    .optional()
    .describe("certificates to trust (PEM) instead of this machine's own, where no fingerprint is given"),
  bootnode: flag()
    .default(false)
    .describe('true: a libp2p peer has to answer, as those find it who dial a bootnode, and no JSON-RPC'),
  peer_id: z
    .string()
    .regex(PEER_ID, 'expected a peer ID, such as 12D3KooW...')
    .optional()
    .describe('the peer ID that the bootnode has to show; with it, bootnode need not be said'),
  rpc_port: port()
    .optional()
    .describe(
      "of a bootnode: its node's JSON-RPC port on the host's own 127.0.0.1, which is asked for the peer ID",
    ),
  dhe: flag()
    .default(false)
    .describe(
      'true: ciphers with DH parameters are meant to be there, as in the profile until guideline 5.7',
    ),
  unsafe_canary: z
    .string()
    .min(1)
    .default('system_peers')
    .describe('an unsafe method without parameters and effect, which the node has to refuse'),
  redirect: flag()
    .default(true)
    .describe('http:// on port 80 has to lead to https://, or nowhere; false: nobody asks'),
  closed_ports: ports()
    .default([...NODE_PORTS])
    .describe(
      'ports of the node that must not be reached from here, past the endpoint; 9944, 9933 and 9615 by default',
    ),
  node_required: flag()
    .default(true)
    .describe('false: what fails because the node does not answer is a warning, and remains unproven'),
  node_port: port()
    .optional()
    .describe(
      "the node's port on the host's own 127.0.0.1, to tell a node that is down from a proxy that is told wrong",
    ),
  nodes: nodes()
    .optional()
    .describe(
      'instead of node_port, several nodes behind the endpoint: host (127.0.0.1 by default), port, name',
    ),
  allow_unsafe_rpc: flag().default(false).describe('true: unsafe methods that are not refused are a warning'),
  timeout: whole()
    .pipe(z.int().min(1).max(3600))
    .default(10)
    .describe('seconds that each question may take; 10 by default'),
});

export type ProveParams = z.output<typeof params>;

export const prove = defineAction({
  kind: 'action',
  name: 'prove',
  summary:
    'the endpoint works as a client sees it, from TLS to the node, and nothing else can be reached through it',
  params,
  bare: 'url',
  returns: {
    url: 'the address that clients use',
    causes: 'whose faults were found: ours, or of the node, the network, the name',
    findings: 'a list: each check with its status and what was seen',
    peer_id: 'of a bootnode: who it has shown to be; null: nobody answered as one',
  },
  example: `
- name: the endpoint works from outside
  prove:
    url: wss://rpc.example.org/
`,
  plan: { skip: 'plan runs no proof' },
  barrier: true,
  async run(wanted, { address, forward, runLog, secret, signal }) {
    // Loaded when a proof runs: its WebSocket client costs every other run 50 ms.
    const [{ proveFromBothSides }, { targetOf }, { FINGERPRINTS, lineFor }] = await Promise.all([
      import('../proof/loopback.js'),
      import('../proof/target_options.js'),
      import('../proof/remembered.js'),
    ]);
    const said = await expectedPeer(wanted, forward, signal);
    const options = targetOptionsOf({ ...wanted, peer_id: said.peerId }, address);
    const target = targetOf(options, { signal, record: () => undefined });
    const one = wanted.node_port === undefined ? [] : [{ host: '127.0.0.1', port: wanted.node_port }];
    const report = await proveFromBothSides(target, { forward, nodes: wanted.nodes ?? one });
    const findings = report.findings.map((finding) => ({ ...finding }));
    const result = {
      url: report.url,
      causes: causesOf(report),
      findings,
      peer_id: report.peerId ?? null,
    };
    const faults = report.findings.filter(
      (finding) => finding.status === 'failed' && !letsPass(wanted, finding),
    );
    // It can be dialled all the same, and what its node lacks is told first by this run.
    const unannounced = report.findings.filter(
      ({ check, status }) => check === 'announced' && status === 'failed',
    );
    const works = report.findings.every((each) => each.status !== 'failed' || unannounced.includes(each));
    const message = describeReport({ ...report, ok: works }, wanted.fingerprint, target);
    if (faults.length > 0) return { failed: true, message, result, blame: blameFor(report, faults) };
    const line = (lines: readonly string[]) => lineFor(lines, target, wanted.fingerprint);
    const warnings = [
      ...said.warnings,
      ...unannounced.map(sentenceOf),
      ...(secret ? [] : remember(runLog(FINGERPRINTS), line)),
    ];
    return works
      ? { failed: false, message, warnings, result }
      : { warnings: [message, ...warnings], result };
  },
});

/** Who a bootnode has to be: what the task says, or else what the node itself says, on its own host. */
async function expectedPeer(
  { bootnode, peer_id: peerId, rpc_port: rpcPort, timeout }: ProveParams,
  forward: (port: number) => Promise<Duplex>,
  signal: AbortSignal,
): Promise<{ readonly peerId: string | undefined; readonly warnings: readonly string[] }> {
  if (rpcPort === undefined || !(bootnode || peerId !== undefined)) return { peerId, warnings: [] };
  const { askPeerId } = await import('../proof/node.js');
  const said = await askPeerId({ open: () => forward(rpcPort), port: rpcPort, timeout, signal });
  if ('why' in said)
    return { peerId, warnings: [`who the node on port ${rpcPort} is was not to be learned: ${said.why}`] };
  const isOther = peerId !== undefined && peerId !== said.peerId;
  const warning = `the node whose JSON-RPC is on port ${rpcPort} is ${said.peerId}, and ${peerId} is said (peer_id)`;
  return { peerId: peerId ?? said.peerId, warnings: isOther ? [warning] : [] };
}

/** For `verify`. That it cannot be remembered is no fault of the endpoint. @returns warnings */
function remember(
  runLog: RunLog,
  lineFor: (known: readonly string[]) => string | undefined,
): readonly string[] {
  try {
    const line = lineFor(runLog.lines());
    if (line !== undefined) runLog.add(line);
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return [`verify will not know the certificate: ${error.message}`];
  }
}

function sentenceOf({ check, seen, advice }: Finding): string {
  return `${check}: ${seen}${advice === undefined ? '' : `\n  ${advice}`}`;
}

/** What the operator lets pass is unproven all the same, and said. */
function letsPass(wanted: ProveParams, finding: Finding): boolean {
  if (finding.check === 'unsafe') return wanted.allow_unsafe_rpc;
  if (finding.check === 'ports') return false;
  if (finding.check === 'announced') return true;
  return finding.status === 'failed' && finding.cause === 'node' && !wanted.node_required;
}

/** What was changed is to blame for what it was told wrong, and for unsafe methods: it is what made them public. */
function blameFor({ findings }: ProofReport, faults: readonly Finding[]): NonNullable<ActionResult['blame']> {
  const isAlive = findings.some(({ check, status }) => check === 'health' && status === 'passed');
  const isUnsafe = isAlive && faults.some(({ check }) => check === 'unsafe');
  return isUnsafe || causesOf({ findings: faults }).includes('ours') ? 'change' : 'other';
}

/**
 * The URL's name is what clients use; the connection goes to the host itself, whatever DNS says.
 *
 * @param address the host's
 */
export function targetOptionsOf(wanted: ProveParams, address: string): TargetOptions {
  const {
    url,
    unsafe_canary: unsafeCanary,
    closed_ports: closedPorts,
    bootnode,
    peer_id: peerId,
    rpc_port: _,
    ...rest
  } = wanted;
  const kind = bootnode || peerId !== undefined ? 'bootnode' : 'rpc';
  const ownUrl = `wss://${address.includes(':') ? `[${address}]` : address}/`;
  return { ...rest, kind, peerId, url: url ?? ownUrl, host: address, unsafeCanary, closedPorts };
}

/**
 * What failed with its advice, or one line for what works.
 *
 * @param fingerprint of a certificate that clients have to trust by hand
 */
function describeReport(
  { url, findings, ok, peerId }: ProofReport,
  fingerprint: string | undefined,
  place: Parameters<typeof bootnodeLines>[0],
): string {
  const named = (status: Finding['status']) =>
    findings
      .filter((finding) => finding.status === status)
      .map(({ check }) => check)
      .join(', ');
  const untried = named('untried');
  if (ok) {
    const trust = fingerprint === undefined ? '' : `; to trust: SHA-256 ${fingerprint}`;
    const works = `${url} works: ${named('passed')}${untried && `; not tried: ${untried}`}${trust}`;
    const lines = peerId === undefined ? [] : bootnodeLines(place, peerId);
    return [works, ...lines.map(([where, what]) => `${where}: ${what}`)].join('\n');
  }
  const lines = findings.filter((finding) => finding.status === 'failed').map(sentenceOf);
  return [`${url} does not work.`, ...lines].join('\n');
}
