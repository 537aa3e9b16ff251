// What may be said of a request, in the words of Ansible's uri, and the bytes of its body.

import { z } from 'zod';
import type { Json } from '../../json.js';
import { flag, hostPath, whole } from '../params.js';
import { webParams, webTimeout, webUrl } from '../web/params.js';

const status = whole().refine((value) => value >= -1 && value <= 599, 'expected an HTTP status, such as 200');

export const params = z
  .strictObject({
    url: webUrl().describe('what is asked, over http or https'),
    method: z
      .string()
      .regex(/^[A-Za-z]+$/, 'expected one word, such as POST')
      .default('GET')
      .describe('GET and HEAD are asked by a plan too; all others wait for apply'),
    body: z.json().optional().describe('what is sent: a text, or what body_format turns into one'),
    body_format: z
      .enum(['raw', 'json', 'form-urlencoded'])
      .default('raw')
      .describe('how a body that is no text is written; it also says the Content-Type'),
    status_code: z
      .union([status.transform((one) => [one]), z.array(status).min(1)], {
        error: 'expected an HTTP status or a list of them',
      })
      .default([200])
      .describe('the statuses that are no failure'),
    return_content: flag().default(false).describe('true: register keeps the text of the answer as content'),
    follow_redirects: z
      .enum(['safe', 'all', 'yes', 'none', 'no', 'urllib2'])
      .default('safe')
      .describe('safe: of GET and HEAD; all: of every method; none: of none'),
    creates: hostPath().optional().describe('a path; once something is there, nothing is asked'),
    removes: hostPath().optional().describe('a path; once nothing is there, nothing is asked'),
    timeout: webTimeout(30),
    ...webParams,
  })
  .refine(({ body, body_format }) => body_format !== 'raw' || typeof body !== 'object' || body === null, {
    path: ['body'],
    error: 'a body that is no text needs body_format: json or form-urlencoded',
  })
  .refine(({ body, body_format }) => body_format !== 'form-urlencoded' || isForm(body), {
    path: ['body'],
    error: 'expected a map, a list of pairs, or a text',
  });

export type WantedRequest = z.output<typeof params>;

/** The bytes and their type, where it is not the one of the headers; undefined: nothing is sent. */
export function bodyOf({
  body,
  body_format,
}: WantedRequest): { bytes: Buffer; type: string | undefined } | undefined {
  if (body === undefined || body === null) return undefined;
  const type = {
    raw: undefined,
    json: 'application/json',
    'form-urlencoded': 'application/x-www-form-urlencoded',
  }[body_format];
  const text =
    typeof body === 'string' ? body : body_format === 'form-urlencoded' ? formOf(body) : JSON.stringify(body);
  return { bytes: Buffer.from(text, 'utf8'), type };
}

function isForm(body: Json | undefined): boolean {
  if (Array.isArray(body)) return body.every((pair) => Array.isArray(pair) && pair.length === 2);
  return body === undefined || body === null || ['string', 'object'].includes(typeof body);
}

/** A list in the place of a value is its key several times. */
function formOf(body: Json): string {
  const pairs = Array.isArray(body) ? (body as [Json, Json][]) : Object.entries(body as Record<string, Json>);
  const form = new URLSearchParams();
  for (const [key, value] of pairs) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== null) form.append(String(key), String(one));
  }
  return form.toString();
}

export function follows({ follow_redirects, method }: WantedRequest): boolean {
  if (['all', 'yes'].includes(follow_redirects)) return true;
  return !['none', 'no'].includes(follow_redirects) && isSafe({ method });
}

/** Whether the method only asks (RFC 9110, 9.2.1). */
export function isSafe({ method }: Pick<WantedRequest, 'method'>): boolean {
  return ['GET', 'HEAD'].includes(method.toUpperCase());
}
