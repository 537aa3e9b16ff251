// Why a connection failed, in words, and whose fault that is: the system's error codes are not for operators.

import type { Cause } from '../../finding.js';

/** No answer came of a question. */
export interface Silence {
  readonly kind: 'silent';
  /** One clause, such as `connection refused`. */
  readonly why: string;
  readonly cause: Cause;
}

/** @param late whose fault it is when no answer comes in time, which depends on how far the question got */
export function silence(error: unknown, seconds: number, late: Cause): Silence {
  return { kind: 'silent', why: wordsOf(error, seconds), cause: isLate(error) ? late : causeOf(error) };
}

/** One clause. `seconds` is the time that was given. */
export function wordsOf(error: unknown, seconds: number): string {
  if (!(error instanceof Error)) return String(error);
  if (isLate(error)) return `no answer within ${seconds} s`;
  const code = codeOf(error);
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return 'the port does not speak TLS';
  }
  return words[code] ?? error.message;
}

/** The system's or OpenSSL's; '' where there is none. Several addresses that failed speak with the first one's. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function isLate(error: unknown): boolean {
  return error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name);
}

/** A host that refuses a connection was reached; one without a route was not. */
function causeOf(error: unknown): Cause {
  return pathCodes.has(codeOf(error)) ? 'path' : 'ours';
}

const pathCodes = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
]);

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  ENOTFOUND: 'the name has no address',
  EAI_AGAIN: 'the name cannot be looked up at the moment',
  ETIMEDOUT: 'no answer',
};
