// The name of a host with a port behind it, as inventories and patterns may have it: `web:2222`, `[fe80::1]:22`.

import { isIPv6 } from 'node:net';

export interface Address {
  readonly host: string;
  readonly port: number | undefined;
}

/**
 * Ansible's rule: a port is taken off, and what is left has to be an address or a name of letters, digits, `-`, `_` and
 * dots; in both a range ([1:3], [a:f:2]) may stand for a character.
 *
 * @returns undefined for what is neither: an inventory takes it as it is, a pattern is split at its colons
 */
export function parseAddress(text: string): Address | undefined {
  const bracketed = /^\[(.+)\]:(\d+)$/.exec(text);
  const inner = bracketed?.[1] ?? text;
  const suffixed = /^((?:[^:[\]]|\[[^\]]*\])*):(\d+)$/.exec(inner);
  const host = suffixed?.[1] ?? inner;
  const port = suffixed?.[2] ?? bracketed?.[2];
  return isHost(host) ? { host, port: port === undefined ? undefined : Number(port) } : undefined;
}

function isHost(text: string): boolean {
  const name = text.replace(/\[(?:[a-z]:[a-z]|\d+:\d+)(?::\d+)?\]/gi, '1');
  if (name.split('.').every((label) => /^[\p{L}\p{N}_][\p{L}\p{N}_-]*(?<![_-])$/u.test(label))) return true;
  const address = text.replace(/\[[0-9a-f]+:[0-9a-f]+(?::\d+)?\]/gi, '1');
  return isIPv6(address) && !address.includes('%');
}

export function isIpAddress(text: string): boolean {
  return /^(\d{1,3}\.){3}\d{1,3}$/.test(text) || isIPv6(text);
}
