// Whether a host's key is accepted, and what to say when it is not.

import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { Unreachable } from '../connection.js';
import { fingerprint, hashedName, judgeKey, type KnownKey, keyType, knownFor } from './known_hosts.js';
import type { KnownHosts } from './known_hosts_files.js';
import { Lacking } from './lacking.js';
import { isRevoked } from './revoked_keys.js';
import { describeAddress } from './ssh_error.js';
import { type HostKeyAlgorithm, isShort } from './ssh_restrictions.js';
import type { Target } from './target.js';

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
  /** Algorithms to offer, those of known keys first: a host may have a better key that nobody has seen yet. */
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

/** Whether such a key of this target is to be added. */
export function acceptsNew(target: Target, { acceptNewHostKeys, confirmHostKey }: NewHostKeys) {
  return async (key: NewHostKey): Promise<boolean> =>
    acceptNewHostKeys ||
    target.acceptNew ||
    (target.mayAskAboutNew && (await confirmHostKey?.(key)) === true);
}

/**
 * Reads what is known about the target, before the connection is made.
 *
 * @param acceptNew whether a key that is not known is right, and to be added; it may ask a person
 */
export async function prepareHostKeyCheck(
  target: Target,
  knownHosts: KnownHosts,
  acceptNew: (key: NewHostKey) => Promise<boolean>,
): Promise<HostKeyCheck> {
  const read = () => knownHosts.read([...target.userKnownHosts, ...target.globalKnownHosts]);
  const [name = ''] = target.knownAs;
  const own = knownFor(await read(), name);
  const types = new Set(own.filter((entry) => entry.marker === undefined).map((entry) => entry.type));
  const authority = own.find((entry) => entry.marker === 'cert-authority');
  const isKnown = (algorithm: HostKeyAlgorithm) =>
    types.has(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
  const { hostKeys, rsaBits } = target.limits;
  return {
    algorithms: [...hostKeys.filter(isKnown), ...hostKeys.filter((algorithm) => !isKnown(algorithm))],
    accept: async (key, address) => {
      if (isShort(key, rsaBits)) throw short(target);
      const list = target.revokedHostKeys;
      if (list !== undefined && (await isRevoked(key, list))) throw revoked(target, key, list);
      // Read again: the same host under another name may have been accepted meanwhile.
      const known = await read();
      const verdict = judgeKey(known, target.knownAs, key);
      const file = target.userKnownHosts[0];
      refuseByAddress(target, known, key, address);
      if (verdict.kind === 'known') return;
      if (verdict.kind === 'revoked') throw revoked(target, key, `${verdict.by.file}:${verdict.by.line}`);
      if (verdict.kind === 'changed') throw changed(target, key, verdict.known);
      if (authority) throw certified(target, authority);
      const shown = { host: target.host, name, type: keyType(key), fingerprint: fingerprint(key) };
      if (file === undefined || !(await acceptNew(shown))) throw unknown(target, key, file);
      await knownHosts.add(file, target.hashNames ? hashedName(name, randomBytes(20)) : name, key);
    },
  };
}

/** Not added as a new key either: who set up an authority does not want keys that it has not signed. */
function certified(target: Target, { file, line }: KnownKey): Lacking {
  return new Lacking(
    'certificate',
    describeAddress(target),
    `${target.host}: the host key of ${target.knownAs[0]} has to be certified (${file}:${line})`,
    'Only the ssh of this machine can check certificates: leave ssh_client: builtin out.',
  );
}

function unknown(target: Target, key: Buffer, file: string | undefined): Unreachable {
  const scan = `ssh-keyscan -t ${keyType(key)} -p ${target.port} ${target.hostname} >> ${file ?? 'KNOWN_HOSTS'}`;
  return new Unreachable(
    `${target.host}: the host key of ${target.knownAs[0]} is not known (${keyType(key)} ${fingerprint(key)})`,
    `If this is the right fingerprint, run again with --accept-new-host-keys, or add the key: ${scan}`,
  );
}

function changed(target: Target, key: Buffer, known: readonly KnownKey[]): Unreachable {
  const before = known.map(
    (entry) => `${entry.type} ${fingerprint(entry.key)} (${entry.file}:${entry.line})`,
  );
  const files = [...new Set(known.map((entry) => entry.file))];
  const remove = files.map((file) => `ssh-keygen -R '${target.knownAs[0]}' -f '${file}'`).join(' && ');
  return new Unreachable(
    `${target.host}: the host key of ${target.knownAs[0]} has CHANGED. ` +
      `It is now ${keyType(key)} ${fingerprint(key)}; known is ${before.join(', ')}`,
    `Somebody may be listening in. Only if you know that the host got a new key, remove the old one: ${remove}`,
  );
}

/** @param by the file that says so */
function revoked(target: Target, key: Buffer, by: string): Unreachable {
  return new Unreachable(
    `${target.host}: the host key of ${target.knownAs[0]} is revoked (${keyType(key)} ${fingerprint(key)}, ${by})`,
    'Give the host a new key.',
  );
}

function short({ host, knownAs, limits }: Target): Unreachable {
  return new Unreachable(
    `${host}: the RSA host key of ${knownAs[0]} is shorter than ${limits.rsaBits} bits (RequiredRSASize)`,
    'Give the host a longer key, or one of type ed25519.',
  );
}

/** CheckHostIP: a name that leads elsewhere is found out by what is known of the address. Not on this machine, as ssh. */
function refuseByAddress(target: Target, known: readonly KnownKey[], key: Buffer, address?: string): void {
  if (!target.checkAddress || address === undefined || isIP(target.hostname) !== 0) return;
  if (/^127\.|^::1$/.test(address)) return;
  const names = target.port === 22 ? [address] : [`[${address}]:${target.port}`, address];
  const verdict = judgeKey(known, names, key);
  if (verdict.kind === 'revoked') throw revoked(target, key, `${verdict.by.file}:${verdict.by.line}`);
  if (verdict.kind !== 'changed') return;
  const places = verdict.known.map(({ file, line }) => `${file}:${line}`).join(', ');
  throw new Unreachable(
    `${target.host}: another host key is known for ${names[0]}, the address of ${target.knownAs[0]} (${places})`,
    'The name may lead to a wrong host. Remove the line if the address belongs to another host now (CheckHostIP).',
  );
}
