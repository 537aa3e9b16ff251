// What `verify` does: finds out what is to be proven, then proves it, endpoints side by side.

import { join } from 'node:path';
import pLimit from 'p-limit';
import { causesOf, explorerLink, type Finding, type ProofReport } from '../finding.js';
import type { VerifyOptions } from '../options/verify.js';
import { fail } from '../problem.js';
import { onInterruption } from '../process/signals.js';
import { shippedPlaybooks } from '../project/shipped.js';
import { secondsFor } from '../proof/excess.js';
import { proveEndpoint } from '../proof/prove.js';
import { targetOf } from '../proof/target_options.js';
import type { Exchange } from '../proof/transcript.js';
import { openVerifyReport, verifyExitCode } from '../report/verify/index.js';
import type { EndpointName, EndpointVerified, VerifyListener } from '../verify_event.js';
import { type Evidence, openEvidence } from './evidence.js';
import { checkIntrusion } from './intrusive.js';
import { askOnHosts, endpointOf, type OnHost } from './on_hosts.js';
import { subjectsOfPlaybook } from './playbook.js';
import { straysThatServe } from './strays.js';
import type { Subject } from './subject.js';
import { openTrust, type Trusted } from './trust.js';
import { checkFingerprint, isUrl, subjectsOfUrls } from './urls.js';

/** Seconds: more than the minute after which nginx cuts what it was not told to keep. */
const idleSeconds = 65;

/** More than the shipped playbook lets one client have by default, longer than its time limits, and all within 30 s. */
const excess = { requests: 200, connections: 150, patience: 15 };

/**
 * @param words of the command line: a playbook, or URLs
 * @returns the exit code: README, "Exit codes"
 * @throws ProblemError before anybody was asked
 */
export async function verify(words: readonly string[], options: VerifyOptions): Promise<number> {
  const subjects = await subjectsOf(words, options);
  await checkIntrusion(subjects, options);
  const trusted = openTrust(options);
  const evidence = openEvidence(options.evidence);
  const report = openVerifyReport(options.output, { stdout: process.stdout, colour: options.color });
  const interruption = onInterruption(() => undefined);
  const { long = false, intrusive = false } = options;
  const began = performance.now();
  const run: Run = {
    tell: report.on,
    evidence,
    trusted,
    signal: interruption.signal,
    ...(long && { idleSeconds }),
    ...(intrusive && { excess }),
  };
  try {
    const seconds = intrusive ? { seconds: secondsFor(excess) } : {};
    const strays = options.inventoryComplete
      ? await straysThatServe(subjects, { signal: run.signal, forks: options.forks })
      : [];
    const endpoints = [...subjects.map(nameOf), ...strays.map(({ endpoint, host }) => ({ endpoint, host }))];
    report.on({ type: 'verify', version: 1, endpoints, long, intrusive, ...seconds });
    const onHosts = options.logIn ? await askOnHosts(hostsOf(subjects), options, run.signal) : noFindings;
    const limit = pLimit(options.forks);
    const statuses = await Promise.all(
      subjects.map((subject) => limit(() => verifyOne(subject, run, onHostOf(subject, onHosts)))),
    );
    for (const stray of strays) report.on(stray);
    const recap = {
      type: 'recap',
      endpoints: countOf([...statuses, ...strays.map(({ status }) => status)]),
      interrupted: interruption.signal.aborted,
      ms: Math.round(performance.now() - began),
    } as const;
    report.on(recap);
    return verifyExitCode(recap);
  } finally {
    interruption.release();
    await report.close();
  }
}

async function subjectsOf(words: readonly string[], options: VerifyOptions): Promise<readonly Subject[]> {
  const [file = join(shippedPlaybooks, 'secure-websocket.yml'), ...more] = words;
  if (words.some(isUrl) && options.logIn)
    fail(
      '--log-in is for playbooks: a URL does not say how to log in',
      undefined,
      'name the host in an inventory',
    );
  if (options.inventoryComplete && (words.some(isUrl) || options.limit !== undefined))
    fail('--inventory-complete is about all of an inventory', undefined, 'leave URLs and --limit out');
  if (words.length > 0 && words.every(isUrl)) return subjectsOfUrls(words, options);
  if (more.length > 0) fail('verify takes one playbook, or URLs', undefined, 'run it once for each playbook');
  if (options.ca !== undefined)
    fail('--ca is for URLs', undefined, 'the prove tasks of a playbook say it themselves');
  const subjects = await subjectsOfPlaybook(file, options);
  checkFingerprint(subjects.length, options);
  return subjects;
}

interface Run {
  readonly tell: VerifyListener;
  readonly evidence: Evidence;
  readonly trusted: Trusted;
  readonly signal: AbortSignal;
  readonly idleSeconds?: number;
  readonly excess?: typeof excess;
}

/** undefined: interrupted. */
async function verifyOne(
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
  const report = onHost === undefined ? proof : withFinding(proof, onHost.finding);
  if (!subject.secret) run.evidence.keep(name, report, exchanges);
  for (const finding of report.findings)
    run.tell({ type: 'finding', ...name, ...(subject.secret ? hideWords(finding) : finding) });
  const status = statusOf(report);
  if (status === 'proven' && !subject.secret) run.trusted.proven(subject, target, exchanges);
  const message = status === 'unknown' ? untrusted : null;
  run.tell({
    ...{ type: 'endpoint', ...name, status, causes: causesOf(report), message },
    link: status === 'proven' && !subject.secret ? explorerLink(report.url) : null,
    ms: Math.round(performance.now() - began),
  });
  return status;
}

const untrusted = 'It works, and whether it is the right endpoint could not be told: see trust.';

const noFindings: ReadonlyMap<string, OnHost> = new Map();

/** Where the host could not be asked at all, that is so for each of its endpoints. */
function onHostOf(subject: Subject, found: ReadonlyMap<string, OnHost>): OnHost | undefined {
  const host = subject.host ?? '';
  const entry = subject.kind === 'known' ? subject.entry : undefined;
  return found.get(endpointOf(host, entry)) ?? found.get(host);
}

function hostsOf(subjects: readonly Subject[]): readonly string[] {
  return [...new Set(subjects.flatMap(({ host }) => host ?? []))];
}

function withFinding(report: ProofReport, finding: Finding): ProofReport {
  return { ...report, ok: report.ok && finding.status !== 'failed', findings: [...report.findings, finding] };
}

function nameOf(subject: Subject): EndpointName {
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

function countOf(statuses: readonly (EndpointVerified['status'] | undefined)[]) {
  const count = (wanted: EndpointVerified['status']) => statuses.filter((each) => each === wanted).length;
  return {
    proven: count('proven'),
    failed: count('failed'),
    unreachable: count('unreachable'),
    unknown: count('unknown'),
  };
}
