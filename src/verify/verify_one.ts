// One endpoint: proven, told as events, and kept as evidence.

import { causesOf, explorerLink, type Finding, type ProofReport } from '../finding.js';
import { proveEndpoint } from '../proof/prove.js';
import type { Excess } from '../proof/target.js';
import { targetOf } from '../proof/target_options.js';
import type { Exchange } from '../proof/transcript.js';
import type { EndpointName, EndpointVerified, VerifyListener } from '../verify_event.js';
import type { Evidence } from './evidence.js';
import type { OnHost } from './on_hosts.js';
import type { Subject } from './subject.js';
import type { Trusted } from './trust.js';

/** What all endpoints of a run share. */
export interface Run {
  readonly tell: VerifyListener;
  readonly evidence: Evidence;
  readonly trusted: Trusted;
  readonly signal: AbortSignal;
  readonly idleSeconds?: number;
  readonly excess?: Excess;
}

/** @returns undefined where it was interrupted */
export async function verifyOne(
  subject: Subject,
  run: Run,
  onHost: OnHost | undefined,
): Promise<EndpointVerified['status'] | undefined> {
  const name = nameOf(subject);
  if (subject.kind === 'unknown') {
    const message = subject.because;
    run.tell({ type: 'endpoint', ...name, status: 'unknown', causes: [], link: null, message, ms: 0 });
    return 'unknown';
  }
  const exchanges: Exchange[] = [];
  const began = performance.now();
  const { signal, idleSeconds, excess } = run;
  const edge = {
    ...{ signal, idleSeconds, excess },
    record: (exchange: Exchange) => exchanges.push(exchange),
    say: (doing: string) => run.tell({ type: 'progress', ...name, doing }),
  };
  const asked = targetOf(subject.targetOptions, edge);
  const trust = run.trusted.trustFor(subject, asked, onHost?.served);
  const target = trust === undefined ? asked : { ...asked, trust };
  const proof = await unlessInterrupted(signal, () => proveEndpoint(target));
  if (proof === undefined) return undefined;
  const report = onHost === undefined ? proof : withFindings(proof, onHost.findings);
  if (!subject.secret) run.evidence.keep(name, report, exchanges);
  for (const finding of report.findings)
    run.tell({ type: 'finding', ...name, ...(subject.secret ? hideWords(finding) : finding) });
  const status = statusOf(report);
  if (status === 'proven' && !subject.secret) run.trusted.proven(subject, target, exchanges);
  const message = status === 'unknown' ? untrusted : null;
  run.tell({
    ...{ type: 'endpoint', ...name, status, causes: causesOf(report), message },
    link: status === 'proven' && !subject.secret && isRpc(report) ? explorerLink(report.url) : null,
    ms: Math.round(performance.now() - began),
  });
  return status;
}

/** Explorers ask JSON-RPC. */
function isRpc({ findings }: ProofReport): boolean {
  return findings.every(({ check }) => check !== 'peer');
}

const untrusted = 'It works, and whether it is the right endpoint could not be told: see trust.';

function withFindings(report: ProofReport, more: readonly Finding[]): ProofReport {
  const ok = report.ok && more.every(({ status }) => status !== 'failed');
  return { ...report, ok, findings: [...report.findings, ...more] };
}

export function nameOf(subject: Subject): EndpointName {
  if (subject.kind === 'unknown') return { endpoint: null, host: subject.host };
  const { href } = new URL(subject.targetOptions.url);
  return { endpoint: subject.secret ? '(hidden)' : href, host: subject.host };
}

function statusOf({ ok, unreachable, findings }: ProofReport): EndpointVerified['status'] {
  if (unreachable) return 'unreachable';
  if (!ok) return 'failed';
  const isTold = findings.some(({ check, status }) => check === 'trust' && status === 'passed');
  return isTold ? 'proven' : 'unknown';
}

/** The words of a finding name the endpoint, its addresses and certificates. */
function hideWords({ advice: _, ...finding }: Finding): Finding {
  return { ...finding, seen: 'hidden, because the endpoint is secret' };
}

async function unlessInterrupted<Value>(signal: AbortSignal, work: () => Promise<Value>) {
  try {
    return await work();
  } catch (error) {
    if (!signal.aborted) throw error;
    return undefined;
  }
}
