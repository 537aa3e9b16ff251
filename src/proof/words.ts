// Why a connection failed, in words: the system's error codes and OpenSSL's reasons are not for operators.

/** One clause, such as `connection refused`. `seconds` is the time that was given. */
export function wordsOf(error: unknown, seconds: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return `no answer within ${seconds} s`;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return 'the port does not speak TLS';
  }
  return WORDS[code] ?? error.message;
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  ENOTFOUND: 'the name has no address',
  EAI_AGAIN: 'the name cannot be looked up at the moment',
  ETIMEDOUT: 'no answer',
};
