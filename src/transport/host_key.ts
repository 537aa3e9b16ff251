// Whether a host's key is accepted, and what to say when it is not.

import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { Unreachable } from '../connection.js';
import type { Destination } from './destination.js';
import { fingerprint, hashedName, judgeKey, type KnownKey, keyType, knownFor } from './known_hosts.js';
import type { KnownHosts } from './known_hosts_files.js';
import { Lacking } from './lacking.js';
import { isRevoked } from './revoked_keys.js';
import { describeAddress } from './ssh_error.js';
import { type HostKeyAlgorithm, isShort } from './ssh_restrictions.js';

/** A key that is not known yet, as a person is asked about it. */
export interface NewHostKey {
  readonly host: string;
  /** What known_hosts calls the host. */
  readonly name: string;
  readonly type: string;
  /** `SHA256:...`, as ssh shows it. */
  readonly fingerprint: string;
}

export interface HostKeyCheck {
  /** Algorithms to offer, those of known keys first: a host may have a better key that was not seen yet. */
  readonly algorithms: HostKeyAlgorithm[];
  /**
   * Resolves when the key is accepted.
   *
   * @param address what the connection goes to; undefined where a jump host knows
   * @throws Unreachable when it is not
   */
  accept(key: Buffer, address?: string): Promise<void>;
}

/** Who says that a host key is right which is not known yet. */
export interface NewHostKeys {
  /** All are; changed ones are refused in any case. */
  readonly acceptNewHostKeys: boolean;
  /** Asks a person, where they are not accepted anyway. */
  readonly confirmHostKey?: (key: NewHostKey) => Promise<boolean>;
}

/** Whether such a key of this destination is to be added. */
export function acceptsNew(destination: Destination, { acceptNewHostKeys, confirmHostKey }: NewHostKeys) {
  return async (key: NewHostKey): Promise<boolean> =>
    acceptNewHostKeys ||
    destination.acceptNew ||
    (destination.mayAskAboutNew && (await confirmHostKey?.(key)) === true);
}

/**
 * Reads what is known about the destination, before the connection is made.
 *
 * @param acceptNew whether a key that is not known is right, and to be added; it may ask a person
 */
export async function prepareHostKeyCheck(
  destination: Destination,
  knownHosts: KnownHosts,
  acceptNew: (key: NewHostKey) => Promise<boolean>,
): Promise<HostKeyCheck> {
  const read = () => knownHosts.read([...destination.userKnownHosts, ...destination.globalKnownHosts]);
  const [name = ''] = destination.knownAs;
  const own = knownFor(await read(), name);
  const types = new Set(own.filter((entry) => entry.marker === undefined).map((entry) => entry.type));
  const authority = own.find((entry) => entry.marker === 'cert-authority');
  const isKnown = (algorithm: HostKeyAlgorithm) =>
    types.has(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
  const { hostKeys, rsaBits } = destination.limits;
  return {
    algorithms: [...hostKeys.filter(isKnown), ...hostKeys.filter((algorithm) => !isKnown(algorithm))],
    accept: async (key, address) => {
      if (isShort(key, rsaBits)) throw short(destination);
      const list = destination.revokedHostKeys;
      if (list !== undefined && (await isRevoked(key, list))) throw revoked(destination, key, list);
      // Read again: the same host under another name may have been accepted meanwhile.
      const known = await read();
      const verdict = judgeKey(known, destination.knownAs, key);
      const file = destination.userKnownHosts[0];
      refuseByAddress(destination, known, key, address);
      if (verdict.kind === 'known') return;
      if (verdict.kind === 'revoked')
        throw revoked(destination, key, `${verdict.by.file}:${verdict.by.line}`);
      if (verdict.kind === 'changed') throw changed(destination, key, verdict.known);
      if (authority) throw certified(destination, authority);
      const shown = { host: destination.host, name, type: keyType(key), fingerprint: fingerprint(key) };
      if (file === undefined || !(await acceptNew(shown))) throw unknown(destination, key, file);
      await knownHosts.add(file, destination.hashNames ? hashedName(name, randomBytes(20)) : name, key);
    },
  };
}

/** Not added as a new key either: who set up an authority does not want keys that it has not signed. */
function certified(destination: Destination, { file, line }: KnownKey): Lacking {
  return new Lacking(
    'certificate',
    describeAddress(destination),
    `${destination.host}: the host key of ${destination.knownAs[0]} has to be certified (${file}:${line})`,
    'Only the ssh of this machine can check certificates: leave ssh_client: builtin out.',
  );
}

function unknown(destination: Destination, key: Buffer, file: string | undefined): Unreachable {
  const scan = `ssh-keyscan -t ${keyType(key)} -p ${destination.port} ${destination.hostname} >> ${file ?? 'KNOWN_HOSTS'}`;
  return new Unreachable(
    `${destination.host}: the host key of ${destination.knownAs[0]} is not known (${keyType(key)} ${fingerprint(key)})`,
    `If this is the right fingerprint, run again with --accept-new-host-keys, or add the key: ${scan}`,
  );
}

function changed(destination: Destination, key: Buffer, known: readonly KnownKey[]): Unreachable {
  const before = known.map(
    (entry) => `${entry.type} ${fingerprint(entry.key)} (${entry.file}:${entry.line})`,
  );
  const files = [...new Set(known.map((entry) => entry.file))];
  const remove = files.map((file) => `ssh-keygen -R '${destination.knownAs[0]}' -f '${file}'`).join(' && ');
  return new Unreachable(
    `${destination.host}: the host key of ${destination.knownAs[0]} has CHANGED. ` +
      `It is now ${keyType(key)} ${fingerprint(key)}; known is ${before.join(', ')}`,
    `Somebody may be listening in. Only if you know that the host got a new key, remove the old one: ${remove}`,
  );
}

/** @param by the file that says so */
function revoked(destination: Destination, key: Buffer, by: string): Unreachable {
  return new Unreachable(
    `${destination.host}: the host key of ${destination.knownAs[0]} is revoked (${keyType(key)} ${fingerprint(key)}, ${by})`,
    'Give the host a new key.',
  );
}

function short({ host, knownAs, limits }: Destination): Unreachable {
  return new Unreachable(
    `${host}: the RSA host key of ${knownAs[0]} is shorter than ${limits.rsaBits} bits (RequiredRSASize)`,
    'Give the host a longer key, or one of type ed25519.',
  );
}

/** CheckHostIP: a name that leads elsewhere is found out by what is known of the address. Not on this machine, as ssh. */
function refuseByAddress(
  destination: Destination,
  known: readonly KnownKey[],
  key: Buffer,
  address?: string,
): void {
  if (!destination.checkAddress || address === undefined || isIP(destination.hostname) !== 0) return;
  if (/^127\.|^::1$/.test(address)) return;
  const names = destination.port === 22 ? [address] : [`[${address}]:${destination.port}`, address];
  const verdict = judgeKey(known, names, key);
  if (verdict.kind === 'revoked') throw revoked(destination, key, `${verdict.by.file}:${verdict.by.line}`);
  if (verdict.kind !== 'changed') return;
  const places = verdict.known.map(({ file, line }) => `${file}:${line}`).join(', ');
  throw new Unreachable(
    `${destination.host}: another host key is known for ${names[0]}, the address of ${destination.knownAs[0]} (${places})`,
    'The name may lead to a wrong host. Remove the line if the address belongs to another host now (CheckHostIP).',
  );
}
