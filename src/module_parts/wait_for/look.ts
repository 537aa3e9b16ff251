// One look of wait_for: the sh, and whether what it printed is what is waited for.
//
// A port of the host's own loopback is looked up in /proc/net, where nobody is disturbed by it. Others, and what a port says, take
// a connection: of bash, which opens sockets, or of nc.

import { type Output, ProbeError } from '../../module.js';
import { quote } from '../../shell/quote.js';
import { textOf } from '../text_edit/byte_text.js';
import { readPattern } from '../text_edit/pattern.js';
import { within } from '../text_edit/within.js';
import { connectionStates, type WantedWait } from './params.js';
import { addressesOf, hexAddresses, isOwnLoopback, readSockets } from './sockets.js';

/** Bytes of a file that are searched: its last ones. */
const searched = 4 << 20;

/** Milliseconds that a regular expression may take for the text of a host. */
const PATIENCE = 1_000;

export interface Seen {
  /** Whether the wait is over. */
  readonly done: boolean;
  readonly groups?: readonly (string | null)[];
  readonly named?: Readonly<Record<string, string | null>>;
  /** Of the file that was searched, so that it is sent again only when it is another. */
  readonly stamp?: string;
}

export function lookScript(wanted: WantedWait, stamp: string): string {
  const { path, port, state } = wanted;
  if (path !== undefined) return lookAtPath(path, wanted.search_regex === undefined ? undefined : stamp);
  if (state === 'drained') return lookForConnections(wanted);
  const listens = isOwnLoopback(wanted.host) && wanted.search_regex === undefined;
  return listens ? lookForSockets(port ?? 0, '0A') : connect(wanted);
}

function lookAtPath(path: string, stamp: string | undefined): string {
  const content = `[ -f "$p" ] && [ -r "$p" ] || exit 0
s=$(cksum <"$p")
[ "$s" != ${quote(stamp ?? '')} ] || { echo same=yes; exit 0; }
printf 'stamp=%s\\ntext=\\n' "$s"
tail -c ${searched} "$p"`;
  return `p=${quote(path)} n=$p
if [ -e "$p" ]; then echo there=yes
${stamp === undefined ? ':' : content}
else
until [ -e "$n" ] || [ "$n" = / ]; do n=\${n%/*} n=\${n:-/}; done
[ ! -d "$n" ] || [ -x "$n" ] || { printf '%s may not look into %s\\n' "$(id -un)" "$n" >&2; exit 1; }
fi`;
}

/** Lines of /proc/net/tcp and tcp6 with this local port, in these states. */
function lookForSockets(port: number, states: string): string {
  const number = port.toString(16).toUpperCase().padStart(4, '0');
  return `[ -r /proc/net/tcp ] || { echo 'this host has no /proc/net/tcp' >&2; exit 1; }
for f in tcp tcp6; do
[ ! -r "/proc/net/$f" ] || grep "^ *[0-9]*: [0-9A-F]*:${number} [0-9A-F]*:[0-9A-F]* ${states} " "/proc/net/$f"
done | head -n 5000
:`;
}

function lookForConnections({ port, host, exclude_hosts, active_connection_states }: WantedWait): string {
  const states = active_connection_states.map((name) => connectionStates[name]);
  const names = [host, ...(exclude_hosts ?? [])].map((name) => quote(name)).join(' ');
  return `for h in ${names}; do getent ahosts "$h" 2>/dev/null | while read -r a rest; do printf 'name=%s %s\\n' "$h" "$a"; done; done
${lookForSockets(port ?? 0, `\\(${states.join('\\|')}\\)`)}`;
}

/** What the port says by itself is printed, as far as it comes in time. */
function connect({ host, port, connect_timeout, search_regex }: WantedWait): string {
  const read = search_regex === undefined ? '' : ' && dd bs=4096 count=256 <&3 2>/dev/null';
  const seconds = Math.max(connect_timeout, 1);
  const nc =
    search_regex === undefined
      ? `elif command -v nc >/dev/null; then nc -z -w ${seconds} ${quote(host)} ${port} </dev/null >/dev/null 2>&1 && echo open=yes
`
      : '';
  return `if command -v bash >/dev/null && command -v timeout >/dev/null; then
timeout ${seconds} bash -c 'exec 3<>"/dev/tcp/$0/$1" && printf "open=yes\\n"${read}' ${quote(host)} ${port} 2>/dev/null
${nc}else echo 'this host has neither bash with timeout nor nc to connect with: install one of them' >&2; exit 1; fi
:`;
}

/** @throws ProbeError */
export function readLook(wanted: WantedWait, output: Output): Seen {
  if (output.code !== 0)
    throw new ProbeError(output.stderr.toString('utf8').trim() || 'the host could not be looked at');
  const isGone = ['stopped', 'absent'].includes(wanted.state);
  const text = textOf(output.stdout);
  if (wanted.path !== undefined)
    return isGone ? { done: !text.startsWith('there=yes') } : searchFile(wanted, text);
  if (wanted.state === 'drained') return { done: countConnections(wanted, text) === 0 };
  if (isOwnLoopback(wanted.host) && wanted.search_regex === undefined) {
    const wantedAddresses = hexAddresses(wanted.host);
    const listens = readSockets(text).some(({ local }) => wantedAddresses.includes(local));
    return { done: listens !== isGone };
  }
  const isOpen = text.startsWith('open=yes');
  if (isGone || wanted.search_regex === undefined) return { done: isOpen !== isGone };
  return isOpen ? search(wanted.search_regex, text.slice('open=yes\n'.length)) : { done: false };
}

function searchFile({ search_regex }: WantedWait, text: string): Seen {
  if (search_regex === undefined) return { done: text.startsWith('there=yes') };
  const [, stamp, content] = /^there=yes\nstamp=(.*)\ntext=\n([\s\S]*)$/.exec(text) ?? [];
  return stamp === undefined ? { done: false } : { ...search(search_regex, content ?? ''), stamp };
}

/** The pattern is of bytes, as the text is. */
function search(source: string, text: string): Seen {
  const bytes = Buffer.from(source, 'utf8').toString('latin1');
  const regexp = readPattern(bytes, { alphabet: 'bytes', multiline: true });
  const found = within(PATIENCE, () => regexp.exec(text));
  if (!found)
    throw new ProbeError(
      'search_regex takes more than a second for what was found: write it without a repetition inside of a repetition',
    );
  const match = found.value;
  if (match === null) return { done: false };
  const told = (one: string | undefined) =>
    one === undefined ? null : Buffer.from(one, 'latin1').toString('utf8');
  const named = Object.fromEntries(
    Object.entries(match.groups ?? {}).map(([name, value]) => [name, told(value)]),
  );
  return { done: true, groups: match.slice(1).map(told), named };
}

function countConnections({ host, exclude_hosts }: WantedWait, text: string): number {
  const names = addressesOf(text);
  const of = (name: string) => (names.get(name) ?? [name]).flatMap(hexAddresses);
  const locals = of(host);
  const excluded = (exclude_hosts ?? []).flatMap(of);
  const isAny = host === '0.0.0.0' || host === '::';
  return readSockets(text).filter(
    ({ local, remote }) => (isAny || locals.includes(local)) && !excluded.includes(remote),
  ).length;
}
