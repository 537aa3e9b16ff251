// Which of a host's endpoints a conversation is about, where it has several, and which answers are that one's alone. Pure.

import type { Json } from '../../json.js';
import type { Answers, MeantEndpoint } from './question.js';

type Variables = ReadonlyMap<string, Json>;

/** What an inventory says of one endpoint of a host that has several. */
export interface EndpointEntry {
  readonly name: string;
  readonly variables: Variables;
}

/** Variables of answers that hold for all endpoints of a host; and what holds where the inventory does not say it. */
const ofHost: Readonly<Record<string, Json>> = {
  proxy: 'nginx',
  firewall: 'none',
  acme_email: null,
  acme_accept_terms: null,
};

/** The answers that were given with the first endpoint: another one changes nothing of it. */
export function settledBefore(
  known: Readonly<Record<string, unknown>>,
  questions: readonly { readonly id: keyof Answers; readonly variable: string }[],
): Answers {
  return Object.fromEntries(
    questions.flatMap(({ id, variable }) => {
      const value = known[variable] ?? ofHost[variable] ?? undefined;
      return variable in ofHost && value !== undefined ? [[id, value]] : [];
    }),
  );
}

/** What another one must not have from the first one, though that says it for the whole host. */
export const ownToEach: readonly string[] = [
  'domain',
  'proof_address',
  'wss_path',
  'wss_port',
  'nodes',
  'kind',
  'peer_id',
];

/** @param connection how the host is reached @returns what stands at the host, and what at the endpoint */
export function placed(
  connection: Variables,
  answers: Variables,
  meant: MeantEndpoint | undefined,
): readonly [host: Variables, endpoint?: EndpointEntry] {
  if (!meant) return [new Map([...connection, ...answers])];
  const own = [...answers].filter(([variable]) => !(variable in ofHost));
  const shared = [...answers].filter(([variable]) => variable in ofHost);
  return [new Map([...connection, ...shared]), { name: meant.name, variables: new Map(own) }];
}
