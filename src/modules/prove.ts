// prove: the endpoint works as a client sees it, from the controller. What is asked: src/proof/prove.ts.

import { z } from 'zod';
import { type ActionContext, defineAction } from '../module.js';
import type { ProofReport } from '../proof/report.js';
import type { ProofTarget } from '../proof/target.js';
import { whole } from './params.js';

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
    .describe('what to connect to, whatever the name in the URL leads to; by default the host'),
  fingerprint: z
    .string()
    .regex(
      /^([0-9A-Fa-f]{2}:?){32}$/,
      'expected a SHA-256 fingerprint: 64 hex digits, with or without colons',
    )
    .optional()
    .describe('SHA-256 fingerprint of the expected certificate; without it, its chain has to be trusted'),
  ca: z
    .string()
    .includes('-----BEGIN CERTIFICATE-----', 'expected certificates in PEM form')
    .optional()
    .describe("certificates to trust (PEM) instead of this machine's own, where no fingerprint is given"),
  unsafe_canary: z
    .string()
    .min(1)
    .default('system_peers')
    .describe('an unsafe method without parameters and effect, which the node has to refuse'),
  timeout: whole()
    .pipe(z.int().min(1).max(3600))
    .default(10)
    .describe('seconds that each question may take; 10 by default'),
});

export const prove = defineAction({
  kind: 'action',
  name: 'prove',
  summary:
    'the endpoint works as a client sees it, from TLS to the node, and nothing else can be reached through it',
  params,
  bare: 'url',
  example: `
- name: the endpoint works from outside
  prove:
    url: wss://rpc.example.org/
`,
  plan: { skip: 'plan runs no proof' },
  barrier: true,
  async run(wanted, context) {
    // Loaded when a proof runs: its WebSocket client costs every other run 50 ms.
    const { proveEndpoint } = await import('../proof/prove.js');
    const report = await proveEndpoint(targetOf(wanted, context));
    const result = { url: report.url, steps: report.steps.map((step) => ({ ...step })) };
    return { failed: !report.ok, message: describeReport(report), result };
  },
});

/** The URL's name is what clients use; the connection goes to the host itself, whatever DNS says. */
function targetOf(wanted: z.output<typeof params>, { address, signal }: ActionContext): ProofTarget {
  const url = new URL(wanted.url ?? `wss://${address.includes(':') ? `[${address}]` : address}/`);
  return {
    address: wanted.address ?? address,
    port: url.port === '' ? 443 : Number(url.port),
    name: url.hostname.replace(/^\[|\]$/g, ''),
    path: `${url.pathname}${url.search}`,
    pin: wanted.fingerprint,
    ca: wanted.ca,
    unsafeCanary: wanted.unsafe_canary,
    timeout: wanted.timeout,
    signal,
  };
}

/** The broken steps with their advice, or one line for what works. */
export function describeReport({ url, steps, ok }: ProofReport): string {
  if (ok) return `${url} works: ${steps.map((step) => step.name).join(', ')}`;
  const lines = steps
    .filter((step) => !step.ok)
    .map(({ name, detail, advice }) => `${name}: ${detail}${advice === undefined ? '' : `\n  ${advice}`}`);
  return [`${url} does not work.`, ...lines].join('\n');
}

function isWssUrl(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'wss:';
}
