// The same questions asked by the controller, for a host that has neither curl nor wget, or none that keeps a secret.

import { createHash } from 'node:crypto';
import { readKeyValues } from '../../host_words.js';
import type { Output } from '../../module.js';
import { askWeb, NoAnswer, type WebAnswer } from '../../web/ask.js';
import { requestOf, sentHeaders } from '../web/params.js';
import type { Exchange } from './exchange.js';
import { checksumOf, hashIn, largestSums, nameIn, type WantedDownload } from './params.js';

export interface Answered extends Exchange {
  readonly content: Buffer | undefined;
}

/** Bytes that the controller holds for a host. */
export const largestHeld = 64 << 20;

/** @returns undefined where the host has asked itself, or nothing has to be asked */
export async function askOnBehalf(
  wanted: WantedDownload,
  output: Output,
  signal: AbortSignal,
): Promise<Answered | undefined> {
  const said = readKeyValues(output);
  const lacks = {
    file: said.get('web') === 'none',
    sums: sumsOf(wanted) !== undefined && !said.has('sums_asked'),
  };
  if (!lacks.file && !lacks.sums) return undefined;
  try {
    return await askServer(wanted, said, { fetch: lacks.file, signal });
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return { ...nothing, status: 0, why: error.message };
  }
}

/** @param fetch false: the host can fetch the file itself */
async function askServer(
  wanted: WantedDownload,
  said: ReadonlyMap<string, string>,
  { fetch, signal }: { readonly fetch: boolean; readonly signal: AbortSignal },
): Promise<Answered> {
  const from = sumsOf(wanted);
  const answer = from === undefined ? undefined : await ask(wanted, from, { limit: largestSums, signal });
  if (answer && answer.status !== 200) return { ...told(answer), ofSums: true };
  const sums = answer?.body.toString('utf8') ?? '';
  const [has, since] = [said.get('hash'), said.get('since')];
  const isThere = has !== undefined && has === hashIn(sums, nameIn(wanted.url));
  if (isThere || !fetch) return { ...nothing, sums };
  const file = await ask(wanted, wanted.url, { limit: largestHeld, signal, ...(since ? { since } : {}) });
  return { ...told(file), sums };
}

function sumsOf(wanted: WantedDownload): string | undefined {
  const checksum = checksumOf(wanted);
  return checksum && 'url' in checksum ? checksum.url : undefined;
}

const nothing: Answered = {
  ofSums: false,
  status: undefined,
  why: '',
  isLong: false,
  hash: undefined,
  sums: '',
  content: undefined,
};

function told({ status, body }: WebAnswer): Answered {
  if (status !== 200) return { ...nothing, status };
  return { ...nothing, status, content: body, hash: createHash('sha256').update(body).digest('hex') };
}

interface Limits {
  readonly limit: number;
  readonly signal: AbortSignal;
  readonly since?: string;
}

function ask(wanted: WantedDownload, to: string, { limit, signal, since }: Limits): Promise<WebAnswer> {
  const request = requestOf(wanted, to);
  return askWeb({
    method: 'GET',
    url: request.url,
    headers: { ...sentHeaders(request), ...(since ? { 'If-Modified-Since': since } : {}) },
    timeout: wanted.timeout,
    follow: true,
    validateCerts: wanted.validate_certs,
    limit,
    signal,
  });
}
