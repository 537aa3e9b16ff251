// One HTTP request of this machine, redirects followed: for hosts that have no program for it, or over a connection to one of their
// own ports. What answers is not believed: bytes, redirects and time are bounded.

import { type IncomingMessage, request as plain, type RequestOptions } from 'node:http';
import { request as encrypted } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { deadline } from '../deadline.js';

export interface WebQuestion {
  readonly method: string;
  /** http or https, without user and password. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Seconds until there is a connection, and between two pieces of the answer. */
  readonly timeout: number;
  readonly follow: boolean;
  readonly validateCerts: boolean;
  /** Bytes: a longer answer is none. */
  readonly limit: number;
  /** The way to the server, where it is not this machine's own. */
  readonly open?: (url: string) => Promise<Duplex>;
  readonly signal: AbortSignal;
}

export interface WebAnswer {
  readonly status: number;
  readonly reason: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Where the answer came from, after redirects. */
  readonly url: string;
}

/** Why there is no answer, in a sentence. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

const mostRedirects = 10;

/** Seconds for the whole: what is sent drop by drop has an end. */
const longest = 600;

/** @throws NoAnswer @throws what `signal` is aborted with */
export async function askWeb(question: WebQuestion): Promise<WebAnswer> {
  const over = deadline(longest, question.signal);
  let { url, method, body, headers } = question;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await orNoAnswer({ ...question, signal: over }, () =>
      send({ ...question, url, method, headers, ...(body ? { body } : {}), signal: over }),
    );
    const { statusCode: status = 0 } = response;
    const to = question.follow ? nextOf(url, status, response.headers.location) : undefined;
    if (to === undefined) {
      const bytes = await orNoAnswer({ ...question, signal: over }, () => readBody(response, question.limit));
      return { status, reason: response.statusMessage ?? '', headers: headersOf(response), body: bytes, url };
    }
    response.destroy();
    if (status === 303 || (status < 303 && method === 'POST')) {
      [method, body] = [method === 'HEAD' ? 'HEAD' : 'GET', undefined];
    }
    if (new URL(to).host !== new URL(url).host) headers = withoutSecrets(headers);
    url = to;
  }
  throw new NoAnswer(`it redirects more than ${mostRedirects} times`);
}

function nextOf(url: string, status: number, location: string | undefined): string | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  if (!URL.canParse(location, url)) throw new NoAnswer('it redirects to what is no URL');
  const next = new URL(location, url);
  if (!/^https?:$/.test(next.protocol))
    throw new NoAnswer(`it redirects to ${next.protocol}, which is not followed`);
  return next.href;
}

/** Whoever else is asked gets no credentials. */
function withoutSecrets(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(authorization|cookie)$/i.test(name)),
  );
}

async function send(question: WebQuestion): Promise<IncomingMessage> {
  const { url, method, headers, body, timeout, validateCerts, open, signal } = question;
  const stream = await open?.(url);
  // An error that nobody listens to yet would end the program.
  stream?.on('error', () => undefined);
  const options: RequestOptions & { readonly rejectUnauthorized: boolean } = {
    method,
    headers: { ...headers, ...(body ? { 'content-length': String(body.length) } : {}) },
    agent: false,
    rejectUnauthorized: validateCerts,
    signal,
    timeout: timeout * 1000,
    // To an HTTP client any Duplex does, whatever its type says.
    ...(stream ? { createConnection: () => stream as Socket } : {}),
  };
  return new Promise((resolve, reject) => {
    const asked = url.startsWith('https:') ? encrypted(url, options, resolve) : plain(url, options, resolve);
    asked.on('timeout', () => asked.destroy(new NoAnswer(`it said nothing for ${timeout} s`)));
    asked.on('error', reject);
    // The way was opened for this request alone.
    if (stream) asked.on('close', () => stream.destroy());
    asked.end(body);
  });
}

async function readBody(response: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new NoAnswer(`its answer is longer than ${limit} bytes`);
    chunks.push(chunk);
  }
  if (!response.complete) throw new NoAnswer('the connection ended in the middle of its answer');
  return Buffer.concat(chunks);
}

function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

async function orNoAnswer<T>({ signal }: WebQuestion, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    if (signal.aborted) {
      if ((signal.reason as Error).name === 'TimeoutError')
        throw new NoAnswer(`it took longer than ${longest} s`);
      throw signal.reason;
    }
    if (error instanceof Error && ['Unreachable', 'NotForwarded'].includes(error.name)) throw error;
    throw new NoAnswer(error instanceof Error ? error.message || error.name : 'there was no answer');
  }
}
