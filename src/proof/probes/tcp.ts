// Opens a connection and closes it: is anybody there?

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { deadlineOf, type ProofTarget } from '../target.js';
import { beginExchange } from '../transcript.js';
import { type Silence, silence } from './words.js';

export type Reached =
  | {
      readonly kind: 'open';
      readonly localAddress: string;
      /** The other end is this machine as well, so that no firewall on the way was met. */
      readonly isOwn: boolean;
    }
  | Silence;

type Where = Pick<ProofTarget, 'address' | 'port' | 'timeout' | 'signal' | 'record' | 'from'>;

export async function reach(target: Where): Promise<Reached> {
  const { address, port, timeout, record, from } = target;
  const end = beginExchange(record, `TCP connection to ${address} port ${port}`);
  const socket = connect({ host: address, port, ...(from !== undefined && { localAddress: from }) });
  try {
    await once(socket, 'connect', { signal: deadlineOf(target) });
    end(`connected to ${socket.remoteAddress}`);
    const { localAddress = '', remoteAddress } = socket;
    return { kind: 'open', localAddress, isOwn: localAddress === remoteAddress };
  } catch (error) {
    // A firewall that drops what it does not like shows as no answer.
    const silent = silence(error, timeout, 'path');
    end(silent.why);
    return silent;
  } finally {
    endQuietly(socket);
  }
}

/** Errors of a socket that has told what it should are nobody's business. */
export function endQuietly(socket: Socket): void {
  socket.on('error', () => undefined);
  socket.destroy();
}
