// A client behind a load balancer that hands on TCP as it is, and says by the PROXY protocol for whom.

import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { call } from './client.js';

/**
 * @param from an address of this machine
 * @param first what is said before TLS
 * @returns the headers that the node was sent
 */
export function headersBehind(host: string, from: string, first: string): Promise<Record<string, string>> {
  const body = call('debug_lastHeaders');
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: 443, localAddress: from }, () => {
      socket.write(first);
      const tls = connectTls({ socket, rejectUnauthorized: false }, () => {
        tls.write(
          `POST / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        );
      });
      let text = '';
      tls.on('data', (part) => {
        text += String(part);
      });
      tls.once('error', reject);
      tls.once('close', () => {
        const [, answer = ''] = text.split('\r\n\r\n');
        if (answer.startsWith('{')) resolve(JSON.parse(answer).result.headers);
        else reject(new Error(`no answer: ${text.slice(0, 100)}`));
      });
    });
    socket.once('error', reject);
  });
}
