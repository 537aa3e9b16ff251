// Lines of /proc/net/tcp and tcp6: addresses are hexadecimal there, in words of four bytes, the lowest byte first.

import { isIPv4, isIPv6 } from 'node:net';

export interface SocketLine {
  readonly local: string;
  readonly remote: string;
}

export function readSockets(text: string): readonly SocketLine[] {
  return text.split('\n').flatMap((line) => {
    const [, local, remote] =
      /^ *\d+: ([0-9A-F]+):[0-9A-F]{4} ([0-9A-F]+):[0-9A-F]{4} [0-9A-F]{2} /.exec(line) ?? [];
    return local === undefined || remote === undefined ? [] : [{ local, remote }];
  });
}

/** What the host made of names: lines `name=NAME ADDRESS`. */
export function addressesOf(text: string): ReadonlyMap<string, readonly string[]> {
  const known = new Map<string, string[]>();
  for (const [, name = '', address = ''] of text.matchAll(/^name=(\S+) (\S+)$/gm)) {
    known.set(name, [...(known.get(name) ?? []), address]);
  }
  return known;
}

export function isOwnLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** All local addresses at which one who connects to the host is answered, or by which one who did is known. */
export function hexAddresses(host: string): readonly string[] {
  if (host === 'localhost') return [...hexAddresses('127.0.0.1'), ...hexAddresses('::1')];
  if (isIPv4(host)) return ['00000000', anyOf6, hexOf4(host), `${mapped}${hexOf4(host)}`];
  return isIPv6(host) ? [anyOf6, hexOf6(host)] : [];
}

const anyOf6 = '0'.repeat(32);
const mapped = '0000000000000000FFFF0000';

function hexOf4(address: string): string {
  return address
    .split('.')
    .reverse()
    .map((part) => Number(part).toString(16).toUpperCase().padStart(2, '0'))
    .join('');
}

function hexOf6(address: string): string {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const groups = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => group.padStart(4, '0'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = tail === undefined ? [] : new Array<string>(8 - before.length - after.length).fill('0000');
  const bytes = [...before, ...zeros, ...after].join('').toUpperCase().match(/../g) ?? [];
  return [0, 4, 8, 12]
    .map((at) =>
      bytes
        .slice(at, at + 4)
        .reverse()
        .join(''),
    )
    .join('');
}
