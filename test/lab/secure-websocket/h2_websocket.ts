// A WebSocket as one stream of HTTP/2 (RFC 8441), as browsers open it where a server offers that.

import { connect } from 'node:http2';

export interface OverH2 {
  /** What TLS agreed upon. */
  readonly alpn: string;
  /** Whether the server says that it takes WebSockets so (SETTINGS_ENABLE_CONNECT_PROTOCOL). */
  readonly offers: boolean;
  readonly status?: number;
  /** To what was sent, as text. */
  readonly answer?: string;
}

/** @param text what is sent, at most 125 bytes */
export async function overH2(host: string, servername: string, text: string): Promise<OverH2> {
  const session = connect(`https://${servername}`, { host, servername, rejectUnauthorized: false });
  session.on('error', () => {});
  try {
    const offers = await new Promise<boolean>((resolve, reject) => {
      session.once('remoteSettings', (settings) => resolve(settings.enableConnectProtocol === true));
      session.once('error', reject);
    }).catch(() => undefined);
    if (offers !== true) return { alpn: session.alpnProtocol ?? '', offers: false };
    const stream = session.request({
      ':method': 'CONNECT',
      ':protocol': 'websocket',
      ':path': '/',
      'sec-websocket-version': '13',
    });
    const status = await new Promise<number>((resolve, reject) => {
      stream.once('response', (headers) => resolve(Number(headers[':status'])));
      stream.once('error', reject);
    });
    stream.write(frame(text));
    const answer = await new Promise<string>((resolve, reject) => {
      const read = (got: Buffer) => {
        const all = payloadOf(got);
        if (all !== undefined) resolve(all);
      };
      let got = Buffer.alloc(0);
      stream.on('data', (part: Buffer) => {
        got = Buffer.concat([got, part]);
        read(got);
      });
      stream.once('end', () => reject(new Error('the stream ended without an answer')));
      stream.once('error', reject);
    });
    return { alpn: session.alpnProtocol ?? '', offers, status, answer };
  } finally {
    session.destroy();
  }
}

/** Of text, whole, with a mask of zeros. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

/** Of the first frame, where it is there as a whole. */
function payloadOf(got: Buffer): string | undefined {
  const short = (got[1] ?? 0) & 0x7f;
  const [from, length] = short === 126 ? [4, got.length < 4 ? Infinity : got.readUInt16BE(2)] : [2, short];
  return got.length >= from + length && got.length > 1
    ? got.toString('utf8', from, from + length)
    : undefined;
}
