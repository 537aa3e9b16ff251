// What `verify` does: finds out what is to be proven, then proves it, endpoints side by side.

import pLimit from 'p-limit';
import type { VerifyOptions } from '../options/verify.js';
import { onInterruption } from '../process/signals.js';
import { secondsFor } from '../proof/excess.js';
import { openVerifyReport, verifyExitCode } from '../report/verify/index.js';
import type { EndpointVerified } from '../verify_event.js';
import { openEvidence } from './evidence.js';
import { checkIntrusion } from './intrusive.js';
import { askOnHosts, endpointKey, type OnHost } from './on_hosts.js';
import { straysThatServe } from './strays.js';
import type { Subject } from './subject.js';
import { subjectsOf } from './subjects.js';
import { openTrust } from './trust.js';
import { nameOf, type Run, verifyOne } from './verify_one.js';

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

const noFindings: ReadonlyMap<string, OnHost> = new Map();

/** Where the host could not be asked at all, that is so for each of its endpoints. */
function onHostOf(subject: Subject, found: ReadonlyMap<string, OnHost>): OnHost | undefined {
  const host = subject.host ?? '';
  const entry = subject.kind === 'known' ? subject.entry : undefined;
  return found.get(endpointKey(host, entry)) ?? found.get(host);
}

function hostsOf(subjects: readonly Subject[]): readonly string[] {
  return [...new Set(subjects.flatMap(({ host }) => host ?? []))];
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
