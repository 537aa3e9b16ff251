// One JSON-RPC request by HTTP POST over TLS, as tools without WebSocket send it.

import type { IncomingMessage, RequestOptions } from 'node:http';
import { request } from 'node:https';
import { deadlineOf, hostHeader, type ProofTarget, tlsOptions } from '../target.js';
import { beginExchange, shownPath } from '../transcript.js';
import { MAX_ANSWER, type RpcAnswer, readAnswer, requestText } from './rpc.js';
import { silence } from './words.js';

interface PostOptions {
  /** Sent as it is given, not normalised; the target's own where absent. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function askByPost(
  target: ProofTarget,
  method: string,
  { path = target.path, headers = {} }: PostOptions = {},
): Promise<RpcAnswer> {
  const deadline = deadlineOf(target);
  const body = requestText(method);
  const end = beginExchange(target.record, `POST ${shownPath(path)}`, body);
  try {
    const options: RequestOptions = {
      ...(await tlsOptions(target)),
      method: 'POST',
      path,
      headers: { host: hostHeader(target), 'content-type': 'application/json', ...headers },
      agent: false,
      signal: deadline,
    };
    const response = await send(options, body);
    const text = await readBody(response);
    end(`HTTP ${response.statusCode}\n${text}`);
    return readAnswer(text, method, response.statusCode);
  } catch (error) {
    const silent = silence(deadline.aborted ? deadline.reason : error, target.timeout, 'node');
    end(silent.why);
    return silent;
  }
}

function send(options: RequestOptions, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(options, resolve).on('error', reject).end(body);
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_ANSWER) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
