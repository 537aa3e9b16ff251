// Known-hosts files as data, and the verdict on a key (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). Pure.

import { createHash, createHmac } from 'node:crypto';

/** One line of a known-hosts file. `@cert-authority` lines are not among them: certificates cannot be checked here. */
export interface KnownKey {
  readonly file: string;
  readonly line: number;
  readonly revoked: boolean;
  /** Comma-separated patterns, or one hashed name. */
  readonly names: string;
  readonly type: string;
  readonly key: Buffer;
}

/**
 * `changed`: keys are known for the host and this one is not among them. A key of another type counts as changed too,
 * unlike in OpenSSH: known types are asked for first, so who offers another one does not have the known key.
 */
export type KeyVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'changed'; readonly known: readonly KnownKey[] }
  | { readonly kind: 'revoked'; readonly by: KnownKey };

/** Lines that make no sense are skipped, as OpenSSH does. */
export function parseKnownHosts(text: string, file: string): readonly KnownKey[] {
  return text.split('\n').flatMap((content, index) => {
    const words = content.trim().split(/\s+/);
    const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
    const [names, type, key] = words;
    if (!names || names.startsWith('#') || !type || !key || marker === '@cert-authority') return [];
    const known = { file, line: index + 1, revoked: marker === '@revoked', names, type };
    return [{ ...known, key: Buffer.from(key, 'base64') }];
  });
}

/** @param name the host as Target.knownAs spells it */
export function judgeKey(known: readonly KnownKey[], name: string, key: Buffer): KeyVerdict {
  const own = knownFor(known, name);
  const same = own.filter((entry) => entry.key.equals(key));
  const revoked = same.find((entry) => entry.revoked);
  if (revoked) return { kind: 'revoked', by: revoked };
  if (same.length > 0) return { kind: 'known' };
  const others = own.filter((entry) => !entry.revoked);
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

/** `|1|salt|HMAC-SHA1(salt, name)`, both in base64. */
function matchesHash(names: string, name: string): boolean {
  const [, version, salt, hash] = names.split('|');
  if (version !== '1' || salt === undefined || hash === undefined) return false;
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
