// One WebSocket connection to the endpoint: the handshake, and questions over it.

import { type RawData, WebSocket } from 'ws';
import { deadlineOf, hostHeader, type ProofTarget, tlsOptions } from '../target.js';
import { beginExchange, shownPath } from '../transcript.js';
import { MAX_ANSWER, type RpcAnswer, readAnswer, requestText } from './rpc.js';
import { type Silence, silence } from './words.js';

export type Upgrade =
  | { readonly kind: 'open'; readonly socket: WebSocket }
  /** HTTP answered something other than 101. */
  | { readonly kind: 'status'; readonly status: number; readonly text: string }
  | Silence;

/** ws itself checks Sec-WebSocket-Accept (RFC 6455 section 4.1); a wrong one is `silent` with its words. */
export async function openWebSocket(target: ProofTarget, path = target.path): Promise<Upgrade> {
  const deadline = deadlineOf(target);
  const { host, port, ...options } = await tlsOptions(target);
  const authority = host?.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const end = beginExchange(target.record, `WebSocket handshake ${shownPath(path)}`);
  const socket = new WebSocket(`wss://${authority}${path}`, {
    ...options,
    headers: { host: hostHeader(target) },
    perMessageDeflate: false,
    maxPayload: MAX_ANSWER,
  });
  return new Promise((resolve) => {
    const giveUp = () => socket.terminate();
    const settle = (upgrade: Upgrade, received: string) => {
      deadline.removeEventListener('abort', giveUp);
      end(received);
      resolve(upgrade);
    };
    deadline.addEventListener('abort', giveUp);
    socket.once('open', () => settle({ kind: 'open', socket }, 'HTTP 101'));
    socket.once('unexpected-response', (request, response) => {
      const { statusCode: status = 0, statusMessage: text = '' } = response;
      settle({ kind: 'status', status, text }, `HTTP ${status} ${text}`);
      request.destroy();
    });
    // Stays for the life of the socket: an error nobody listens to would end the program.
    socket.on('error', (error) => {
      const silent = silence(deadline.aborted ? deadline.reason : error, target.timeout, 'node');
      if (socket.readyState !== WebSocket.OPEN) settle(silent, silent.why);
    });
  });
}

/**
 * Asks one method without parameters. Messages that do not answer it, such as a late answer to an earlier question,
 * are passed over; the last of them is told where no answer comes.
 */
export async function askOverWebSocket(
  target: ProofTarget,
  socket: WebSocket,
  method: string,
): Promise<RpcAnswer> {
  const request = requestText(method);
  const end = beginExchange(target.record, 'WebSocket message', request);
  let passedOver: RpcAnswer | undefined;
  const answer = await nextMessage(target, socket, request, (text) => {
    const read = readAnswer(text, method);
    if (read.kind !== 'foreign') return read;
    passedOver = read;
    return undefined;
  });
  const told = answer.kind === 'silent' ? (passedOver ?? answer) : answer;
  end(told.kind === 'silent' ? told.why : JSON.stringify(told));
  return told;
}

/**
 * The first message that means something to `read`.
 *
 * @param request sent as soon as somebody listens for the answer; undefined: nothing is sent
 */
export function nextMessage<Message>(
  target: Pick<ProofTarget, 'timeout' | 'signal'>,
  socket: WebSocket,
  request: string | undefined,
  read: (text: string) => Message | undefined,
): Promise<Message | Silence> {
  const deadline = deadlineOf(target);
  return new Promise((resolve) => {
    const settle = (message: Message | Silence) => {
      socket.off('message', onMessage).off('close', onClose);
      deadline.removeEventListener('abort', onDeadline);
      resolve(message);
    };
    const onMessage = (data: RawData) => {
      const message = read(String(data));
      if (message !== undefined) settle(message);
    };
    const onClose = () => settle({ kind: 'silent', why: 'the connection was closed', cause: 'node' });
    const onDeadline = () => settle(silence(deadline.reason, target.timeout, 'node'));
    socket.on('message', onMessage).on('close', onClose);
    deadline.addEventListener('abort', onDeadline);
    if (socket.readyState !== WebSocket.OPEN) onClose();
    else if (request !== undefined) socket.send(request);
  });
}
