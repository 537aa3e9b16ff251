// One JSON-RPC request by HTTP POST over TLS, as tools without WebSocket send it.

import type { IncomingMessage, RequestOptions } from 'node:http';
import { request } from 'node:https';
import { MAX_ANSWER, type RpcAnswer, readAnswer, requestText } from './rpc.js';
import { deadlineOf, hostHeader, type ProofTarget, tlsOptions } from './target.js';
import { wordsOf } from './words.js';

/** The path is sent as it is given, not normalised. */
export async function askByPost(target: ProofTarget, method: string, path = target.path): Promise<RpcAnswer> {
  const deadline = deadlineOf(target);
  try {
    const response = await post(target, path, requestText(method), deadline);
    return readAnswer(await readBody(response), method, response.statusCode);
  } catch (error) {
    return { kind: 'silent', why: wordsOf(deadline.aborted ? deadline.reason : error, target.timeout) };
  }
}

function post(
  target: ProofTarget,
  path: string,
  body: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const options: RequestOptions = {
    ...tlsOptions(target),
    method: 'POST',
    path,
    headers: { host: hostHeader(target), 'content-type': 'application/json' },
    agent: false,
    signal,
  };
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
