// What was asked and answered, word for word: the evidence behind the findings.

/** One question to the endpoint. */
export interface Exchange {
  /** When it was asked, as ISO 8601. */
  readonly at: string;
  /** Milliseconds until the answer. */
  readonly ms: number;
  /** What kind of question: `POST /`, `TLS handshake`. */
  readonly question: string;
  /** What went out, where it was text. */
  readonly sent?: string;
  /** What came back, at most 4096 characters of it; or why nothing did. Untrusted text. */
  readonly received: string;
  /** The certificates that were shown, the endpoint's own first (PEM). */
  readonly certificates?: readonly string[];
}

export type Recorder = (exchange: Exchange) => void;

const limit = 4096;

/** Starts a question. Call the result once, with what came of it. */
export function beginExchange(record: Recorder, question: string, sent?: string) {
  const at = new Date().toISOString();
  const began = performance.now();
  return (received: string, certificates?: readonly string[]) =>
    record({
      at,
      ms: Math.round(performance.now() - began),
      question,
      ...(sent !== undefined && { sent }),
      received: received.slice(0, limit),
      ...(certificates && { certificates }),
    });
}

/** A path as evidence may hold it: the values in a query may be somebody's key. */
export function shownPath(path: string): string {
  return path.replace(/=[^&]*/g, '=...');
}
