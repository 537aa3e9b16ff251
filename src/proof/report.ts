// What a proof comes to: one step for each thing that a client relies on, in the order a client meets them.

export const PROOF_STEPS = [
  'tcp',
  'tls',
  'certificate',
  'tls_versions',
  'upgrade',
  'health',
  'post',
  'unsafe',
  'escape',
] as const;
export type ProofStepName = (typeof PROOF_STEPS)[number];

export interface ProofStep {
  readonly name: ProofStepName;
  readonly ok: boolean;
  /** What was seen, as one clause. Text that came from the endpoint stands quoted in it. */
  readonly detail: string;
  /** What to do about it; only where it is not ok. */
  readonly advice?: string;
}

export interface ProofReport {
  /** `wss://name:port/path` */
  readonly url: string;
  readonly ok: boolean;
  /** Those that could be told: a port that is closed says nothing about certificates. */
  readonly steps: readonly ProofStep[];
}

export function passed(name: ProofStepName, detail: string): ProofStep {
  return { name, ok: true, detail };
}

export function broken(name: ProofStepName, detail: string, advice?: string): ProofStep {
  return advice === undefined ? { name, ok: false, detail } : { name, ok: false, detail, advice };
}

/** At most 80 characters of what the endpoint said, quoted, so that it cannot pose as something else on a terminal. */
export function quoteRemote(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 80)}...` : text;
  return JSON.stringify(short).replace(/[\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g, '?');
}
