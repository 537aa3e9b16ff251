// One WebSocket connection to the endpoint: the handshake, and questions over it.

import { type RawData, WebSocket } from 'ws';
import { MAX_ANSWER, type RpcAnswer, readAnswer, requestText } from './rpc.js';
import { deadlineOf, hostHeader, type ProofTarget, tlsOptions } from './target.js';
import { wordsOf } from './words.js';

export type Upgrade =
  | { readonly kind: 'open'; readonly socket: WebSocket }
  /** HTTP answered something other than 101. */
  | { readonly kind: 'status'; readonly status: number; readonly text: string }
  | { readonly kind: 'silent'; readonly why: string };

/** ws itself checks Sec-WebSocket-Accept (RFC 6455 section 4.1); a wrong one is `silent` with its words. */
export function openWebSocket(target: ProofTarget, path = target.path): Promise<Upgrade> {
  const deadline = deadlineOf(target);
  const { host, port, ...options } = tlsOptions(target);
  const authority = host?.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const socket = new WebSocket(`wss://${authority}${path}`, {
    ...options,
    headers: { host: hostHeader(target) },
    perMessageDeflate: false,
    maxPayload: MAX_ANSWER,
  });
  return new Promise((resolve) => {
    const giveUp = () => socket.terminate();
    const settle = (upgrade: Upgrade) => {
      deadline.removeEventListener('abort', giveUp);
      resolve(upgrade);
    };
    deadline.addEventListener('abort', giveUp);
    socket.once('open', () => settle({ kind: 'open', socket }));
    socket.once('unexpected-response', (request, response) => {
      settle({ kind: 'status', status: response.statusCode ?? 0, text: response.statusMessage ?? '' });
      request.destroy();
    });
    // Stays for the life of the socket: an error nobody listens to would end the program.
    socket.on('error', (error) => {
      settle({ kind: 'silent', why: wordsOf(deadline.aborted ? deadline.reason : error, target.timeout) });
    });
  });
}

/**
 * Asks one method without parameters. Messages that do not answer it, such as a late answer to an earlier question,
 * are passed over; the last of them is told where no answer comes.
 */
export function askOverWebSocket(target: ProofTarget, socket: WebSocket, method: string): Promise<RpcAnswer> {
  const deadline = deadlineOf(target);
  return new Promise((resolve) => {
    let passedOver: RpcAnswer | undefined;
    const settle = (answer: RpcAnswer) => {
      socket.off('message', onMessage).off('close', onClose);
      deadline.removeEventListener('abort', onDeadline);
      resolve(answer);
    };
    const onMessage = (data: RawData) => {
      const answer = readAnswer(String(data), method);
      if (answer.kind === 'foreign') passedOver = answer;
      else settle(answer);
    };
    const onClose = () => settle(passedOver ?? { kind: 'silent', why: 'the connection was closed' });
    const onDeadline = () =>
      settle(passedOver ?? { kind: 'silent', why: wordsOf(deadline.reason, target.timeout) });
    socket.on('message', onMessage).on('close', onClose);
    deadline.addEventListener('abort', onDeadline);
    if (socket.readyState === WebSocket.OPEN) socket.send(requestText(method));
    else onClose();
  });
}
