// What the system's ssh said before it gave up, in words for the operator. Pure. ssh has no other channel to tell:
// every failure is exit code 255. Sentences it does not know are passed on as they are.

import { Unreachable } from '../connection.js';
import { describeAddress, SOCKET, TurnedAway } from './ssh_error.js';
import type { Target } from './target.js';

/** Sentences of OpenSSH about the network, and the code of the socket error that they stand for. */
const NETWORK: readonly (readonly [RegExp, string])[] = [
  [/Connection refused/, 'ECONNREFUSED'],
  [/Could not resolve hostname/, 'ENOTFOUND'],
  [/No route to host/, 'EHOSTUNREACH'],
  [/Network is unreachable/, 'ENETUNREACH'],
  [/timed out/, 'ETIMEDOUT'],
];

/** @param said the end of ssh's standard error */
export function explainSystemSsh(target: Target, said: string): Unreachable {
  const { host, user } = target;
  const address = describeAddress(target);
  const at = `${host}: cannot connect to ${address}`;
  const name = target.knownAs[0];
  if (/REVOKED HOST KEY/.test(said)) {
    return new Unreachable(`${host}: the host key of ${name} is revoked`, 'Give the host a new key.');
  }
  if (/IDENTIFICATION HAS CHANGED/.test(said)) {
    const where = /Offending \S+ key in (\S+)/.exec(said)?.[1];
    return new Unreachable(
      `${host}: the host key of ${name} has CHANGED${where === undefined ? '' : `; another one is known in ${where}`}`,
      'Somebody may be listening in. Only if you know that the host got a new key, remove the old one.',
    );
  }
  if (/Host key verification failed|host key is known/.test(said)) {
    return new Unreachable(
      `${host}: the host key of ${name} is not known`,
      'Compare the fingerprint and run again with --accept-new-host-keys, or add the key or its authority to known_hosts.',
    );
  }
  if (/Permission denied/.test(said)) {
    return new Unreachable(
      `${host}: ${user} may not log in to ${address} (${lastLine(said)})`,
      'It asks nothing, so keys that need a passphrase or a PIN have to be in the agent: ssh-add. Passwords need ssh_client: builtin.',
    );
  }
  if (/kex_exchange_identification|ssh_exchange_identification|banner exchange/.test(said)) {
    const [, advice] = SOCKET.ECONNRESET ?? [];
    return new TurnedAway(`${at}: the other side closed the connection before the login`, advice);
  }
  for (const [sentence, code] of NETWORK) {
    const words = SOCKET[code];
    if (words && sentence.test(said)) return new Unreachable(`${at}: ${words[0]}`, words[1]);
  }
  return new Unreachable(`${at} (${lastLine(said)})`);
}

export function lastLine(said: string): string {
  return said.trim().split('\n').at(-1)?.trim() || 'ssh does not say why';
}
