// Which certificate an endpoint has to show, where neither its playbook nor its URL says it: what the command line says, what
// its host says (`--log-in`), what runs of this machine remember, what another machine has exported.

import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { RunLog } from '../module.js';
import type { VerifyOptions } from '../options/verify.js';
import { fail, ProblemError } from '../problem.js';
import { openRunLog } from '../process/run_log.js';
import { systemAuthorities } from '../proof/authorities.js';
import { SHA256_FINGERPRINT } from '../proof/fingerprint.js';
import { FINGERPRINTS, fingerprintsAt, lineFor, readRemembered } from '../proof/remembered.js';
import type { ProofTarget, Trust } from '../proof/target.js';
import type { Exchange } from '../proof/transcript.js';
import type { Subject } from './subject.js';

type KnownSubject = Extract<Subject, { kind: 'known' }>;
type Options = Pick<VerifyOptions, 'fingerprint' | 'export'>;

export interface Trusted {
  /** @param onHost what the host itself says that it shows. @returns undefined where its options say it */
  trustFor(subject: KnownSubject, target: ProofTarget, onHost: string | undefined): Trust | undefined;
  /** What was proven by its fingerprint is exported, and remembered where the host itself has said it. */
  proven(subject: KnownSubject, target: ProofTarget, exchanges: readonly Exchange[]): void;
}

/** @throws ProblemError where a file of fingerprints cannot be used */
export function openTrust(options: Options): Trusted {
  const remembered = openRunLog('apply')(FINGERPRINTS);
  const given = options.fingerprint?.startsWith('@') ? linesOf(options.fingerprint.slice(1)) : [];
  // What this machine knows itself is later than what it was given once.
  const lines = [...given, ...remembered.lines()];
  const exported: string[] = [];
  if (options.export !== undefined) save(options.export, exported);
  return {
    trustFor(subject, target, onHost) {
      const { targetOptions, trust } = subject;
      if (isOne(options.fingerprint) && (trust || isOfUrl(subject)))
        return { kind: 'fingerprint', fingerprint: options.fingerprint };
      if (!trust && (!isOfUrl(subject) || targetOptions.ca !== undefined)) return undefined;
      if (trust && onHost !== undefined) return { kind: 'fingerprint', fingerprint: onHost };
      const address = isOfUrl(subject) ? undefined : target.address;
      const fingerprints = fingerprintsAt(lines, target, address);
      return fingerprints.length > 0 ? { kind: 'remembered', fingerprints, pem: systemAuthorities() } : trust;
    },
    proven(subject, target, exchanges) {
      const [pem] = exchanges.flatMap(({ certificates = [] }) => certificates.slice(0, 1));
      if (pem === undefined || !['fingerprint', 'remembered'].includes(target.trust.kind)) return;
      const { fingerprint256: fingerprint } = new X509Certificate(pem);
      if (subject.trust && target.trust.kind === 'fingerprint' && !isOne(options.fingerprint))
        note(remembered, target, fingerprint);
      const line = lineFor([], target, fingerprint);
      if (options.export === undefined || line === undefined) return;
      exported.push(line);
      save(options.export, exported);
    },
  };
}

/** Where it cannot be noted, the host is asked again the next time. */
function note(remembered: RunLog, target: ProofTarget, fingerprint: string): void {
  try {
    const line = lineFor(remembered.lines(), target, fingerprint);
    if (line !== undefined) remembered.add(line);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
  }
}

function isOfUrl({ host }: KnownSubject): boolean {
  return host === null;
}

function isOne(fingerprint: string | undefined): fingerprint is string {
  return fingerprint !== undefined && SHA256_FINGERPRINT.test(fingerprint);
}

function linesOf(file: string): readonly string[] {
  const lines = tried('--fingerprint', file, () => readFileSync(file, 'utf8'))
    .split('\n')
    .filter((line) => line !== '');
  const wrong = lines.findIndex((line) => readRemembered(line) === undefined);
  if (wrong < 0) return lines;
  return fail(
    'this is no line of exported fingerprints',
    { file, line: wrong + 1, column: 1 },
    'verify --export FILE writes them',
  );
}

function save(file: string, lines: readonly string[]): void {
  tried('--export', file, () =>
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 }),
  );
}

function tried<Value>(option: string, file: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    return fail(`${option}: cannot use ${file} (${code})`);
  }
}
