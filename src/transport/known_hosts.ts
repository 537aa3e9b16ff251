// Known-hosts files as data, and the verdict on a key (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). Pure.
// The same verdicts as OpenSSH's own: test/transport/known_hosts_ssh.test.ts.

import { createHash, createHmac } from 'node:crypto';

/** One line of a known-hosts file. */
export interface KnownKey {
  readonly file: string;
  readonly line: number;
  /** An authority vouches for keys that it signed, which only the system's ssh can check (system_ssh.ts). */
  readonly marker: 'revoked' | 'cert-authority' | undefined;
  /** Comma-separated patterns, or one hashed name. */
  readonly names: string;
  readonly type: string;
  readonly key: Buffer;
}

/**
 * `changed`: keys are known for the host and this one is not among them. A key of another type counts as changed too.
 * Known types are asked for first, so a host that offers another one does not have the known key.
 */
export type KeyVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'changed'; readonly known: readonly KnownKey[] }
  | { readonly kind: 'revoked'; readonly by: KnownKey };

/**
 * Lines that make no sense are skipped, as OpenSSH does. They have an unknown marker, a key that is not whole, or one of
 * another type than the line says.
 */
export function parseKnownHosts(text: string, file: string): readonly KnownKey[] {
  return text.split('\n').flatMap((content, index) => {
    const words = content.split(/[ \t\r]+/).filter((word) => word !== '');
    const marker = words[0]?.startsWith('@') ? words.shift()?.slice(1) : undefined;
    if (marker !== undefined && marker !== 'revoked' && marker !== 'cert-authority') return [];
    const [names, type, encoded] = words;
    if (!names || names.startsWith('#') || !type || !encoded) return [];
    const key = Buffer.from(encoded, 'base64');
    if (key.toString('base64') !== encoded || !isWholeKey(key) || keyType(key) !== type) return [];
    return [{ file, line: index + 1, marker, names, type, key }];
  });
}

/** @param names the host as Destination.knownAs spells it: what is said of the second name counts where nothing is of the first */
export function judgeKey(known: readonly KnownKey[], names: readonly string[], key: Buffer): KeyVerdict {
  const [first = '', second] = names;
  const verdict = judgeName(known, first, key);
  if (verdict.kind !== 'unknown' || second === undefined) return verdict;
  const other = judgeName(known, second, key);
  return other.kind === 'changed' ? verdict : other;
}

function judgeName(known: readonly KnownKey[], name: string, key: Buffer): KeyVerdict {
  const own = knownFor(known, name).filter((entry) => entry.marker !== 'cert-authority');
  const same = own.filter((entry) => entry.key.equals(key));
  const revoked = same.find((entry) => entry.marker === 'revoked');
  if (revoked) return { kind: 'revoked', by: revoked };
  if (same.length > 0) return { kind: 'known' };
  const others = own.filter((entry) => entry.marker === undefined);
  return others.length === 0 ? { kind: 'unknown' } : { kind: 'changed', known: others };
}

/** The lines that are about a host. */
export function knownFor(known: readonly KnownKey[], name: string): readonly KnownKey[] {
  return known.filter((entry) =>
    entry.names.startsWith('|') ? matchesHash(entry.names, name) : matchesPatterns(entry.names, name),
  );
}

/** The type in the key itself (RFC 4253, section 6.6), `ssh-ed25519` for example. */
export function keyType(key: Buffer): string {
  return key.length < 4 ? '' : key.toString('latin1', 4, 4 + key.readUInt32BE(0));
}

/** `SHA256:...` as ssh-keygen -l prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** A sequence of strings, each after its length in four bytes (RFC 4253, section 6.6), and nothing after the last. */
function isWholeKey(key: Buffer): boolean {
  let offset = 0;
  while (offset + 4 <= key.length) offset += 4 + key.readUInt32BE(offset);
  return offset === key.length && offset > 0;
}

/** A name that cannot be read back, for a new line. @param salt 20 bytes, new for each line */
export function hashedName(name: string, salt: Buffer): string {
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

/** `|1|salt|HMAC-SHA1(salt, name)`, both in base64. */
function matchesHash(names: string, name: string): boolean {
  const [, version, salt, hash, ...rest] = names.split('|');
  if (version !== '1' || salt === undefined || hash === undefined || rest.length > 0) return false;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

/** One pattern has to match; a negated one that matches rules the line out. */
function matchesPatterns(patterns: string, name: string): boolean {
  const list = patterns.split(',');
  const matches = (pattern: string) => patternToRegExp(pattern).test(name);
  return (
    list.some((pattern) => !pattern.startsWith('!') && matches(pattern)) &&
    !list.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1)))
  );
}

function patternToRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i');
}
