// What the built-in client lacks, and where the ssh of this machine is asked instead (docs/decisions/ssh-clients.md). Pure.

import { Unreachable } from '../connection.js';
import type { ConnectionSettings } from '../inventory/inventory.js';

/**
 * All that leads to the ssh of this machine, in words that follow "the built-in client". A client that lacks something is
 * no judge of the host. No row has a host key that has changed, is revoked or is not known. None has a refused login, or
 * a host that does not answer.
 */
export const LACKS = {
  algorithms: 'has no algorithm in common with its sshd',
  option: 'cannot do what ~/.ssh/config asks for it',
  certificate: 'cannot check the certificate of its host key',
  'security key': 'cannot use the key of a FIDO device',
} as const satisfies Readonly<Record<string, string>>;

export type Lack = keyof typeof LACKS;

/** The built-in client cannot; another one may. */
export class Lacking extends Unreachable {
  /** @param at the address of the host, or the jump host, that wants what is lacking */
  constructor(
    readonly lack: Lack,
    readonly at: string,
    message: string,
    advice: string,
  ) {
    super(message, advice);
  }
}

/** What is lacking, where the ssh of this machine is asked instead: no client was chosen by name. */
export function instead(error: unknown, { connection }: ConnectionSettings): Lacking | undefined {
  return connection === 'ssh' && error instanceof Lacking ? error : undefined;
}

/** What a person is told, once in a run. */
export function toldInstead({ host }: ConnectionSettings, { lack }: Lacking): string {
  return `${host}: the built-in client ${LACKS[lack]}; the ssh of this machine connects instead, here and wherever that is so`;
}

/** There is no other client. */
export function noOther(lacking: Lacking): Unreachable {
  return new Unreachable(
    lacking.message,
    'Install the client of OpenSSH on this machine: it is asked by itself where the built-in client cannot.',
  );
}
