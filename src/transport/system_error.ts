// What the system's ssh said before it gave up, in words for the operator. Pure. ssh has no other channel to tell:
// every failure is exit code 255. Sentences it does not know are passed on as they are.

import { LoginRefused, Unreachable } from '../connection.js';
import type { Destination } from './destination.js';
import { closedDuringLogin, describeAddress, SOCKET } from './ssh_error.js';
import { isWeak } from './strictness.js';
import type { SystemWords } from './system_words.js';
import { turnedAway } from './turned_away.js';

/** Nothing is known of the host's key, and it was not said yet that it is right. */
export class UnknownKey extends Unreachable {}

/** Sentences of OpenSSH about the network, and the code of the socket error that they stand for. */
const NETWORK: readonly (readonly [RegExp, string])[] = [
  [/Connection refused/, 'ECONNREFUSED'],
  [/Could not resolve hostname/, 'ENOTFOUND'],
  [/No route to host/, 'EHOSTUNREACH'],
  [/Network is unreachable/, 'ENETUNREACH'],
  [/timed out/, 'ETIMEDOUT'],
];

export type Words = Pick<SystemWords, 'before' | 'after' | 'greeting'>;

export function explainSystemSsh(destination: Destination, words: Words): Unreachable {
  const { host, user } = destination;
  const address = describeAddress(destination);
  const at = `${host}: cannot connect to ${address}`;
  const { before, after, greeting } = words;
  const aboutKey = explainKey(destination, before);
  if (aboutKey) return aboutKey;
  const offer = /no matching (.+) found\. Their offer: (.*)/.exec(before);
  if (offer) return nothingInCommon(at, offer[1] ?? '', offer[2] ?? '');
  if (/Permission denied/.test(after)) {
    const said = after.split('\n').findLast((line) => /Permission denied/.test(line)) ?? '';
    return new LoginRefused(
      host,
      `${user} may not log in to ${address} (${said.trim()})`,
      'The ssh of this machine asks nothing, so keys that need a passphrase or a PIN have to be in the agent: ssh-add. ' +
        'Or give a password with --ask-pass, or as the variable ansible_password.',
    );
  }
  if (CLOSED.test(after)) return closedDuringLogin(destination, 'by the ssh of this machine');
  if (/kex_exchange_identification|ssh_exchange_identification|banner exchange/.test(before))
    return turnedAway(at, greeting);
  if (CLOSED.test(before)) return turnedAway(at, greeting);
  for (const [sentence, code] of NETWORK) {
    const known = SOCKET[code];
    if (known && sentence.test(before)) return new Unreachable(`${at}: ${known[0]}`, known[1]);
  }
  return new Unreachable(`${at} (${lastLine(after.trim() || before)})`);
}

function explainKey({ host, knownAs }: Destination, said: string): Unreachable | undefined {
  const name = knownAs[0];
  if (/REVOKED HOST KEY/.test(said))
    return new Unreachable(`${host}: the host key of ${name} is revoked`, 'Give the host a new key.');
  if (/IDENTIFICATION HAS CHANGED/.test(said)) {
    const where = /Offending \S+ key in (\S+)/.exec(said)?.[1];
    return new Unreachable(
      `${host}: the host key of ${name} has CHANGED${where === undefined ? '' : `; another one is known in ${where}`}`,
      'Somebody may be listening in. Only if you know that the host got a new key, remove the old one.',
    );
  }
  const fault = /^Certificate invalid: (.*)/m.exec(said)?.[1];
  if (fault !== undefined)
    return new Unreachable(
      `${host}: the certificate of the host key of ${name} is not valid (${fault.trim()})`,
      'Sign the key of the host anew (ssh-keygen -s), for this name.',
    );
  if (!/Host key verification failed|host key is known/.test(said)) return undefined;
  return new UnknownKey(
    `${host}: the host key of ${name} is not known`,
    'Compare the fingerprint and run again with --accept-new-host-keys, or add the key or its authority to known_hosts.',
  );
}

/** The other side hung up, and ssh knows no more. */
const CLOSED = /^Connection (closed|reset) by .* port \d+/m;

/** Names in the list of key exchanges that are none. */
const MARKS = /^(kex-strict|ext-info)-/;

/** Which of the two has to be updated is told by what sshd offers. */
function nothingInCommon(at: string, what: string, offer: string): Unreachable {
  const offered = offer
    .trim()
    .split(',')
    .filter((name) => !MARKS.test(name));
  return new Unreachable(
    `${at}: no common algorithms; neither client has the ${what} that its sshd offers (${offered.join(', ')})`,
    offered.every(isWeak)
      ? 'Update sshd on the host.'
      : 'Update OpenSSH on this machine, or let sshd on the host offer more.',
  );
}

export function lastLine(said: string): string {
  return said.trim().split('\n').at(-1)?.trim() || 'ssh does not say why';
}

/** What ssh says of a connection that is gone, among what the command has said on the same stream. */
export function lossFrom(said: string): string {
  const own = /^(?:mux_client|client_loop|Connection |Shared connection |Timeout, server )/;
  const line = said.split('\n').findLast((each) => own.test(each));
  return line?.trim() ?? 'the other side closed it';
}
