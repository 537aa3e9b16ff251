// The request of uri: by curl of the host; where there is none, a port of the host's own is asked through the connection.

import { quote } from '../../shell/quote.js';
import { requestOf, sentHeaders } from '../web/params.js';
import { asHereDocument, curlConfig, curlWords, followWords } from '../web/programs.js';
import { bodyOf, follows, type WantedRequest } from './params.js';

/** Bytes of an answer that are read. */
export const largestAnswer = 4 << 20;

/** sh: `skip=GUARD` or `web=none` on standard output, or nothing. */
export function lookScript({ creates, removes }: WantedRequest): string {
  const there = (path: string) => `{ [ -e ${quote(path)} ] || [ -L ${quote(path)} ]; }`;
  return [
    ...(creates === undefined ? [] : [`if ${there(creates)}; then echo skip=creates; exit; fi`]),
    ...(removes === undefined ? [] : [`if ! ${there(removes)}; then echo skip=removes; exit; fi`]),
    'command -v curl >/dev/null || echo web=none',
  ].join('\n');
}

/** The body is its standard input. The configuration, with all that may be secret, comes on another descriptor. */
export function curlScript(wanted: WantedRequest): string {
  const request = requestOf(wanted);
  const method = wanted.method.toUpperCase();
  const body = bodyOf(wanted);
  const config = curlConfig({ ...request, headers: headersOf(wanted) });
  const words = [
    curlWords(request).replace('-K -', '-K /dev/fd/3'),
    ...(follows(wanted) ? [followWords] : []),
    ...(method === 'HEAD' ? ['-I'] : ['-i']),
    ...(body || method === 'POST' ? ['--data-binary @-'] : []),
    ...(method === 'HEAD' || method === 'POST' || (method === 'GET' && !body) ? [] : [`-X ${quote(method)}`]),
    "-w '%{stderr}\\nhw_status=%{http_code}\\nhw_size=%{size_header}\\nhw_url=%{url_effective}\\n'",
    '--suppress-connect-headers',
  ];
  return `{ ${words.join(' ')} 3${asHereDocument(config)}
printf '\\nhw_exit=%s\\n' "$?" >&2; } | head -c ${largestAnswer}`;
}

/** Without a type of its own a body has that of its format; curl's is that of a form. */
export function headersOf(wanted: WantedRequest): readonly (readonly [name: string, value: string])[] {
  const { headers } = requestOf(wanted);
  const type = bodyOf(wanted)?.type;
  const has = headers.some(([name]) => name.toLowerCase() === 'content-type');
  return has || type === undefined ? headers : [...headers, ['Content-Type', type]];
}

/** As the controller sends it. */
export function sentOf(wanted: WantedRequest): Readonly<Record<string, string>> {
  return sentHeaders({ ...requestOf(wanted), headers: headersOf(wanted) });
}

/** The port of the host's own 127.0.0.1 that a URL means. */
export function ownPort(url: string): number | undefined {
  const { protocol, hostname, port } = new URL(url);
  const isOwn = protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
  return isOwn ? Number(port || 80) : undefined;
}
