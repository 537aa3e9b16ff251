// What a task may say of an HTTP request, in the words of Ansible's get_url and uri.

import { z } from 'zod';
import { flag, seconds, whole } from '../params.js';

const oneLine = /^[^\0\r\n]*$/;

/** http or https. What stands before the `@` is taken as user and password. */
export function webUrl() {
  return z
    .string()
    .refine((text) => oneLine.test(text) && /^https?:\/\/[^/\s]/i.test(text) && URL.canParse(text), {
      error: 'expected a URL that begins with http:// or https://',
    });
}

const line = z
  .union([z.string(), whole().transform(String), z.boolean().transform(String)], { error: 'expected a text' })
  .pipe(z.string().regex(oneLine, 'expected one line'));

export const webParams = {
  headers: z
    .record(z.string(), line)
    .superRefine((headers, context) => {
      const wrong = Object.keys(headers).find((name) => !/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name));
      if (wrong !== undefined)
        context.addIssue({ code: 'custom', message: `${wrong} is no name of a header` });
    })
    .default({})
    .describe('headers of the request, such as {Accept: application/json}'),
  url_username: z
    .string()
    .regex(/^[^\0\r\n:]*$/, 'expected one line without a colon')
    .optional()
    .describe('user for basic authentication'),
  url_password: z
    .string()
    .regex(oneLine, 'expected one line')
    .optional()
    .describe('its password; never on a command line, in a diff or in a log'),
  force_basic_auth: flag()
    .default(false)
    .describe(
      'taken for the sake of old playbooks: user and password are always sent with the first request',
    ),
  validate_certs: flag().default(true).describe('false: whoever answers over https is believed'),
  use_proxy: flag().default(true).describe('false: the variables http_proxy and https_proxy are ignored'),
  http_agent: z
    .string()
    .regex(oneLine, 'expected one line')
    .default('hostwright')
    .describe('what the request calls its sender'),
};

export function webTimeout(usual: number) {
  return seconds()
    .refine((value) => value > 0, 'expected more than 0 seconds')
    .default(usual)
    .describe('seconds until there is a connection, and between two pieces of an answer');
}

export interface WebWishes {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly url_username?: string | undefined;
  readonly url_password?: string | undefined;
  readonly validate_certs: boolean;
  readonly use_proxy: boolean;
  readonly http_agent: string;
  readonly timeout: number;
}

export interface WebRequest {
  /** Without user and password. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly login: string | undefined;
  readonly validateCerts: boolean;
  readonly useProxy: boolean;
  readonly timeout: number;
}

/** The request that the parameters mean. @param to another URL, to which the same goes */
export function requestOf(wanted: WebWishes, to = wanted.url): WebRequest {
  const url = new URL(to);
  const user = wanted.url_username ?? decode(url.username);
  const password = wanted.url_password ?? decode(url.password);
  const given = Object.entries(wanted.headers);
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  [url.username, url.password, url.hash] = ['', '', ''];
  return {
    url: url.href,
    headers: [...given, ...(names.has('user-agent') ? [] : ([['User-Agent', wanted.http_agent]] as const))],
    login: user === '' ? undefined : `${user}:${password}`,
    validateCerts: wanted.validate_certs,
    useProxy: wanted.use_proxy,
    timeout: wanted.timeout,
  };
}

/** As reports tell it: without user, password and query, any of which may be a secret. */
export function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** The headers as the controller sends them. */
export function sentHeaders({ headers, login }: WebRequest): Readonly<Record<string, string>> {
  const credentials =
    login === undefined ? {} : { Authorization: `Basic ${Buffer.from(login, 'utf8').toString('base64')}` };
  return { ...credentials, ...Object.fromEntries(headers) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
