// One page without TLS, from port 80: where does a browser end up that was told no https?

import { type IncomingMessage, request } from 'node:http';
import { isIP } from 'node:net';
import { deadlineOf, type ProofTarget } from '../target.js';
import { beginExchange, shownPath } from '../transcript.js';
import { codeOf, type Silence, silence } from './words.js';

export type PlainAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly location: string | undefined }
  /** Nobody listens there. */
  | { readonly kind: 'closed' }
  | Silence;

/** Seconds: a firewall that drops what comes to port 80 is usual, and no reason to wait for long. */
const patience = 5;

type Asked = Pick<ProofTarget, 'address' | 'name' | 'path' | 'timeout' | 'signal' | 'record'>;

export async function askPlain(target: Asked): Promise<PlainAnswer> {
  const timeout = Math.min(target.timeout, patience);
  const deadline = deadlineOf({ timeout, signal: target.signal });
  const host = isIP(target.name) === 6 ? `[${target.name}]` : target.name;
  const options = { host: target.address, port: 80, path: target.path, headers: { host }, agent: false };
  const end = beginExchange(target.record, `GET http://${host}${shownPath(target.path)}`);
  try {
    const { statusCode: status = 0, headers } = await get({ ...options, signal: deadline });
    end(`HTTP ${status}, Location: ${headers.location ?? 'none'}`);
    return { kind: 'answer', status, location: headers.location };
  } catch (error) {
    const silent = silence(deadline.aborted ? deadline.reason : error, timeout, 'path');
    end(silent.why);
    return codeOf(error) === 'ECONNREFUSED' ? { kind: 'closed' } : silent;
  }
}

/** The head of the answer says all; its body is not read. */
function get(options: Parameters<typeof request>[1]): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      resolve(response);
      sent.destroy();
    });
    sent.on('error', reject).end();
  });
}
