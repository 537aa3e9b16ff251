// What a proof of an endpoint finds: one finding for each thing that a client relies on, as plain data. Here, because
// the engine, reports and programs read findings without knowing how an endpoint is asked (that is src/proof).

/** In the order in which a client meets them; those from `idle` on are only looked for when somebody asks for it. */
export const CHECKS = [
  'name',
  'tcp',
  'tls',
  'trust',
  'names',
  'dates',
  'tls_versions',
  'ciphers',
  'upgrade',
  'health',
  'chain',
  'heads',
  'peer',
  'announced',
  'post',
  'unsafe',
  'escape',
  'redirect',
  'ports',
  'idle',
  'requests',
  'connections',
  'network',
  'unfinished',
  'on_host',
  'nodes',
] as const;
export type CheckName = (typeof CHECKS)[number];

/**
 * Whose fault it is, as far as it shows from here. `ours`: what the proxy was told (TLS, 101, routing, limits), so that
 * undoing a change may help; `node`: behind the proxy (down, silent, serving unsafe methods); `path`: before it (the
 * name does not resolve, the port is filtered, no route); `unknown`: nothing that was looked at tells.
 */
export type Cause = 'ours' | 'node' | 'path' | 'unknown';

interface About {
  readonly check: CheckName;
  /** As one clause: how it has to be. */
  readonly expected: string;
  /** As one clause: how it is, or why that could not be told. What the endpoint said stands quoted in it. */
  readonly seen: string;
  /** What to do, where something is to be done; also for what will be wrong soon. */
  readonly advice?: string;
}

export type Finding =
  | (About & { readonly status: 'passed' })
  | (About & { readonly status: 'failed'; readonly cause: Cause })
  /** It could not be told. That is no success: nobody may read it as one. */
  | (About & { readonly status: 'untried' });

export interface ProofReport {
  /** `wss://name:port/path` */
  readonly url: string;
  /** Nothing failed. */
  readonly ok: boolean;
  /** Nobody answered at all, so that nothing can be said about the endpoint itself. */
  readonly unreachable: boolean;
  /** Of a bootnode that answered: who it has shown to be. */
  readonly peerId?: string | undefined;
  /** Those that could be told: a port that is closed says nothing about certificates. */
  readonly findings: readonly Finding[];
}

/** Whose faults a proof found. Only where `ours` is among them can restoring what was changed make it better. */
export function causesOf({ findings }: Pick<ProofReport, 'findings'>): readonly Cause[] {
  const found = new Set(findings.flatMap((finding) => (finding.status === 'failed' ? [finding.cause] : [])));
  return (['ours', 'node', 'path', 'unknown'] as const).filter((cause) => found.has(cause));
}

/** Where browsers look at the chain behind an endpoint. */
export function explorerLink(url: string): string {
  return `https://polkadot.js.org/apps/?rpc=${encodeURIComponent(url)}`;
}
