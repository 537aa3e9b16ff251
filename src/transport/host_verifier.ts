// What ssh2 asks at each key exchange: whether the host key is right. A new exchange is answered at once.

import { Unreachable } from '../connection.js';

/** ssh2's hostVerifier. */
export type HostVerifier = (key: Buffer, verify: (accepted: boolean) => void) => void;

/**
 * ssh2 spoils what is sent between the server's NEWKEYS and an answer that comes later than that. So only the first
 * exchange, when nothing else is sent yet, may wait for one (docs/decisions/rekeying.md).
 *
 * @param accept resolves when the key of the first exchange is accepted
 * @param refused hears why a connection is given up
 */
export function createHostVerifier(
  host: string,
  accept: (key: Buffer) => Promise<void>,
  refused: (reason: Error) => void,
): HostVerifier {
  let accepted: Buffer | undefined;
  return (key, verify) => {
    if (accepted?.equals(key)) return verify(true);
    if (accepted) {
      refused(new Unreachable(`${host}: the host key changed while the connection stood`));
      return verify(false);
    }
    // A copy: what ssh2 hands over is part of its buffer for what comes from the network.
    const first = Buffer.from(key);
    accept(first).then(
      () => {
        accepted = first;
        verify(true);
      },
      (reason: Error) => {
        refused(reason);
        verify(false);
      },
    );
  };
}
