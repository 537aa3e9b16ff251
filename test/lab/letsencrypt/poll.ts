// A client that asks an endpoint for a handshake, again and again, while something is done to it.

import { connect } from 'node:tls';

export interface Polled {
  /** Handshakes that showed a certificate that a client does not take, and those without an answer. */
  readonly faults: readonly string[];
  /** Connections that were reset, with none refused beside them: a fault where the listener stays the same. */
  readonly resets: number;
  readonly asked: number;
  /** How many times connections were refused or reset, whether once or often in a row: a proxy may be between two processes. */
  readonly gaps: number;
  /** The issuer of the last certificate. */
  readonly last: string;
}

type Answer =
  | { readonly kind: 'served'; readonly issuer: string }
  | { readonly kind: 'refused' | 'reset' }
  | { readonly kind: 'fault'; readonly why: string };

/** @param ca authorities that the client trusts (PEM) @param pause milliseconds between two questions */
export function poll(
  host: string,
  servername: string,
  ca: readonly string[],
  pause = 250,
): { stop(): Promise<Polled> } {
  const asking: Promise<Answer>[] = [];
  const timer = setInterval(() => asking.push(ask(host, servername, ca)), pause);
  return {
    stop: async () => {
      clearInterval(timer);
      const answers = await Promise.all(asking);
      // The last of those may be older than the reload. This one begins when the run is over.
      return sum([...answers, await ask(host, servername, ca)]);
    },
  };
}

function ask(host: string, servername: string, ca: readonly string[]): Promise<Answer> {
  return new Promise((resolve) => {
    const options = { host, port: 443, servername, ca: [...ca], rejectUnauthorized: false, timeout: 5000 };
    const socket = connect(options, () => {
      const certificate = socket.getPeerX509Certificate();
      const isTrusted = socket.authorized || isSelfSigned(socket.authorizationError);
      if (certificate?.checkHost(servername) === undefined) resolve({ kind: 'fault', why: 'another name' });
      else if (!isTrusted) resolve({ kind: 'fault', why: String(socket.authorizationError) });
      else resolve({ kind: 'served', issuer: certificate.issuer });
      socket.destroy();
    });
    socket.on('timeout', () => socket.destroy(new Error('no answer')));
    socket.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code === 'ECONNREFUSED') resolve({ kind: 'refused' });
      else if (code === 'ECONNRESET') resolve({ kind: 'reset' });
      else resolve({ kind: 'fault', why: message });
    });
  });
}

/** Whoever trusts it knows its fingerprint; an expired one has another error. */
function isSelfSigned(error: unknown): boolean {
  return String(error).includes('DEPTH_ZERO_SELF_SIGNED_CERT');
}

/** Who waits in the queue of a listener that is closed is reset; whoever comes before the next one listens is refused. */
function sum(answers: readonly Answer[]): Polled {
  const is = (kind: Answer['kind'], at: number) => answers[at]?.kind === kind;
  const inGap = (at: number) => is('refused', at) || is('reset', at);
  const indexes = [...answers.keys()];
  return {
    faults: answers.flatMap((answer) => (answer.kind === 'fault' ? answer.why : [])),
    resets: indexes.filter((at) => is('reset', at) && !is('refused', at - 1) && !is('refused', at + 1))
      .length,
    asked: answers.length,
    gaps: indexes.filter((at) => inGap(at) && !inGap(at - 1)).length,
    last: answers.flatMap((answer) => (answer.kind === 'served' ? answer.issuer : [])).at(-1) ?? '',
  };
}
