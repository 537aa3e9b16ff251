// The programs of a host that fetch something: curl, or wget (GNU's and BusyBox's). sh that chooses one, and their arguments.
//
// Whatever may be a secret (headers, user and password, a query) reaches curl as its configuration on standard input, and never
// a command line, which every user of the host may read. wget takes no configuration from there, so it is not asked then.

import { quote, quoteAll } from '../../shell/quote.js';
import type { WebRequest } from './params.js';

/** As the probe prints it. */
export type WebProgram = 'curl' | 'wget' | 'busybox' | 'none';

export const webPrograms: readonly WebProgram[] = ['curl', 'wget', 'busybox', 'none'];

/** Seconds that a look may take for one request. */
export const lookLimit = 25;

/** sh that sets `hw_web` to the program that is to be asked. BusyBox's wget checks no certificate. */
export function chooseProgram(request: WebRequest): string {
  const isEncrypted = request.url.startsWith('https:');
  const busybox = isEncrypted && request.validateCerts ? 'none' : 'busybox';
  const wget = isPublic(request)
    ? `elif command -v wget >/dev/null; then case $(wget --version 2>/dev/null) in *GNU*) hw_web=wget ;; *) hw_web=${busybox} ;; esac`
    : '';
  return `hw_web=none
if command -v curl >/dev/null; then hw_web=curl
${wget}
fi`;
}

/** sh that does what is said for the program in `hw_web`. @param none where there is no program */
export function byProgram(words: Readonly<Record<Exclude<WebProgram, 'none'>, string>>, none = ':'): string {
  return `case $hw_web in
curl) ${words.curl}
;;
wget) ${words.wget} ;;
busybox) ${words.busybox} ;;
*) ${none} ;;
esac`;
}

/** Whether all of it may stand on a command line. */
function isPublic({ url, headers, login }: WebRequest): boolean {
  const said = headers.filter(([name]) => !/^(user-agent|accept)$/i.test(name));
  return login === undefined && said.length === 0 && new URL(url).search === '';
}

/** For `curl -K -`: one option a line. */
export function curlConfig(request: WebRequest, more: Readonly<Record<string, string>> = {}): string {
  const { url, headers, login, validateCerts, useProxy } = request;
  const lines: (readonly [string, string] | readonly [string])[] = [
    ['url', url],
    ...headers.map(([name, value]) => ['header', value === '' ? `${name};` : `${name}: ${value}`] as const),
    ...(login === undefined ? [] : [['user', login] as const]),
    ...(validateCerts ? [] : [['insecure'] as const]),
    ...(useProxy ? [] : [['noproxy', '*'] as const]),
    ...Object.entries(more),
  ];
  return lines
    .map(([name, value]) => (value === undefined ? `${name}\n` : `${name} = ${inQuotes(value)}\n`))
    .join('');
}

function inQuotes(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\t', '\\t')}"`;
}

/** A configuration as sh hands it over on standard input: no line of it is the word that ends it. */
export function asHereDocument(config: string): string {
  return `<<'hw_end'\n${config}hw_end`;
}

/** Words in front of all others. `-q` comes first, so that no file of the user's is read. */
export function curlWords({ timeout }: WebRequest): string {
  return `curl -q -sS -g --proto =http,https --proto-redir =http,https --connect-timeout ${timeout} --speed-limit 1 --speed-time ${timeout} -K -`;
}

export const followWords = '-L --max-redirs 10';

/** What is fetched goes to standard output, the head of the answer to standard error. @param since as HTTP has dates; sh */
export function wgetWords(request: WebRequest, since = ''): string {
  const { url, validateCerts, useProxy, timeout, headers } = request;
  const words = [
    ...['--no-config', '-q', '-S', '-O', '-', '-T', String(timeout), '--tries=1', '--max-redirect=10'],
    ...headers.map(([name, value]) => `--header=${name}: ${value}`),
    ...(validateCerts ? [] : ['--no-check-certificate']),
    ...(useProxy ? [] : ['--no-proxy']),
  ];
  return `wget ${quoteAll(words)}${since} ${quote(url)}`;
}

/** Without a limit of time: that of BusyBox 1.35 (`-T`) ends in a fault of memory. */
export function busyboxWords({ url, headers }: WebRequest, since = ''): string {
  const words = ['-q', '-O', '-', ...headers.flatMap(([name, value]) => ['--header', `${name}: ${value}`])];
  return `wget ${quoteAll(words)}${since} ${quote(url)}`;
}
