// What went wrong while connecting, in words for the operator. Pure.

import { LoginRefused, Unreachable } from '../connection.js';
import type { Destination } from './destination.js';
import { Lacking } from './lacking.js';
import { turnedAway } from './turned_away.js';

type LowError = Error & { readonly code?: string; readonly level?: string };

/** By the code of a socket error. */
export const SOCKET: Readonly<Record<string, readonly [string, string]>> = {
  ECONNREFUSED: ['the connection was refused', 'Is sshd running there, and on this port?'],
  ENOTFOUND: ['the name is not known', 'Correct the name, or set ansible_host to an address.'],
  EAI_AGAIN: ['the name could not be looked up', 'Is the name server reachable?'],
  EHOSTUNREACH: ['there is no route to the host', 'Is the host up, and the network?'],
  ENETUNREACH: ['there is no route to the network', 'Is the network up?'],
  ETIMEDOUT: ['the host did not answer', 'Is the host up, and does a firewall drop the packets?'],
};

/** What messages call it. */
export const PASSWORD = 'the password that was given';

export const WRONG_PASSWORD =
  'Give the right one (--ask-pass, ansible_password); it was tried once and is not tried again on this host.';

/** Nothing that was tried let us in. */
export function isRefusal({ level, message }: LowError): boolean {
  return level === 'client-authentication' || /Too many authentication failures/.test(message);
}

/**
 * @param tried labels of the keys that were offered
 * @param greeting what the other side said before its version
 */
export function explainConnect(
  destination: Destination,
  error: LowError,
  tried: readonly string[],
  greeting = '',
): Unreachable {
  if (error instanceof Unreachable) return error;
  const at = `${destination.host}: cannot connect to ${describeAddress(destination)}`;
  if (tried.length === 0 && isHangUp(error)) return turnedAway(at, greeting);
  if (isHangUp(error)) return closedDuringLogin(destination, `tried ${tried.join(', ')}`);
  const known = SOCKET[error.code ?? ''];
  if (known) return new Unreachable(`${at}: ${known[0]}`, known[1]);
  if (isRefusal(error)) return explainLogin(destination, tried);
  if (/no matching/i.test(error.message)) {
    const what = `no common algorithms (${error.message})`;
    const advice = 'The ssh of this machine may have them: leave ssh_client: builtin out.';
    return new Lacking('algorithms', describeAddress(destination), `${at}: ${what}`, advice);
  }
  return new Unreachable(`${at} (${error.message})`);
}

/** The key or password was right, and PAM refuses the account: sshd hangs up. */
export function closedDuringLogin(destination: Destination, how: string): LoginRefused {
  return new LoginRefused(
    destination.host,
    `cannot connect to ${describeAddress(destination)}: the other side closed the connection during the login (${how})`,
    `The account may be locked, expired or not allowed to log in: see chage -l ${destination.user}, /etc/nologin, and what sshd logs.`,
  );
}

/** node-ssh calls every close without an explanation a time-out (`ETIMEDOUT`). Who does not answer has our own clock. */
function isHangUp({ code, message }: LowError): boolean {
  if (/Connection lost before handshake|No response from server/.test(message)) return true;
  return code === 'ECONNRESET' || code === 'EPIPE';
}

/** Why a connection that stood is gone, as a clause. Which side noticed first, and while doing what, is chance. */
export function describeLoss(error: LowError): string {
  if (error.message === 'Keepalive timeout') return 'the host does not answer any more';
  if (isHangUp(error)) return 'the other side closed it';
  return SOCKET[error.code ?? '']?.[0] ?? error.message;
}

/** The connection took longer than connect_timeout; `doing` is the stage. */
export function explainTimeout(destination: Destination, doing: string): Unreachable {
  return new Unreachable(
    `${destination.host}: connect_timeout: ${doing} ${describeAddress(destination)} took longer than ${destination.connectTimeout} s`,
    SOCKET.ETIMEDOUT?.[1],
  );
}

export function describeAddress({ hostname, port }: Destination): string {
  return hostname.includes(':') ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}

export function passwordExpired(destination: Destination): Unreachable {
  return new Unreachable(
    `${destination.host}: the password of ${destination.user} has expired`,
    `Renew the password: ssh -p ${destination.port} ${destination.user}@${destination.hostname}`,
  );
}

function explainLogin(destination: Destination, tried: readonly string[]): Unreachable {
  const keys =
    tried.length === 0 ? `no key was found, looked at ${placesOf(destination)}` : `tried ${tried.join(', ')}`;
  return new LoginRefused(
    destination.host,
    `${destination.user} may not log in to ${describeAddress(destination)} (${keys})`,
    adviceAfter(destination, tried),
  );
}

function adviceAfter(destination: Destination, tried: readonly string[]): string {
  const password = 'a password with --ask-pass, or as the variable ansible_password';
  if (tried.length === 0) return `Name a key with --private-key FILE, or give ${password}.`;
  if (tried.includes(PASSWORD)) return WRONG_PASSWORD;
  if (tried.some((label) => label.includes('(unusable')))
    return 'The ssh of this machine may be able to use the key: set ssh_client: system in the inventory.';
  return `Try it: ssh -p ${destination.port} ${destination.user}@${destination.hostname}. Or give ${password}.`;
}

function placesOf({ identityFiles, agentSocket }: Destination): string {
  const agent = agentSocket === undefined ? 'there is no agent' : `the agent at ${agentSocket} shows none`;
  return `${identityFiles.join(', ')}; ${agent}`;
}
