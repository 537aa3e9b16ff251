// What is typed to name a host: `[user@]host[:port]`, the host being a name, an address or an alias of ~/.ssh/config. Pure.

import { isIPv6 } from 'node:net';
import { fail } from '../../problem.js';

export interface Destination {
  /** In the inventory. Patterns of hosts know no colons, so an IPv6 address has dashes there. */
  readonly name: string;
  readonly address: string;
  readonly user: string | undefined;
  readonly port: number | undefined;
}

/** @throws ProblemError where it is none of that */
export function readDestination(text: string): Destination {
  const [, user, bracketed, plain, digits] =
    /^(?:([A-Za-z0-9_][A-Za-z0-9_.-]*)@)?(?:\[([^\]]+)\]|([^@[\]]+?))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const whole = text.slice(user === undefined ? 0 : user.length + 1);
  // Without brackets the last part of an IPv6 address looks like a port.
  if (isIPv6(whole)) return { name: nameOf(whole), address: whole, user, port: undefined };
  const address = bracketed ?? plain ?? '';
  const port = digits === undefined ? undefined : Number(digits);
  const isHost = bracketed === undefined ? /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(address) : isIPv6(address);
  if (!isHost || port === 0 || (port ?? 0) > 65_535) {
    fail(
      `"${text}" names no host`,
      undefined,
      'write [user@]host, or [user@]host:port; host may be an alias of ~/.ssh/config',
    );
  }
  return { name: nameOf(address), address, user, port };
}

function nameOf(address: string): string {
  return address.replaceAll(':', '-');
}
