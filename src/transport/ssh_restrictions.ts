// What ~/.ssh/config narrows: which algorithms, how long an RSA key, which ways to log in, from where. Pure.

import { keyType } from './known_hosts.js';
import type { SshConfig } from './ssh_options.js';

/** Of the built-in client, in order of preference where it is ours to choose. None of them rests on SHA-1. */
const HOST_KEYS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;
const MACS = [
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512',
] as const;
/** ssh2's own lists, which it orders by what this machine is fast at. */
const CIPHERS = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
  'chacha20-poly1305@openssh.com',
] as const;
const KEX = [
  'curve25519-sha256@libssh.org',
  'curve25519-sha256',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group-exchange-sha256',
  'diffie-hellman-group14-sha256',
  'diffie-hellman-group15-sha512',
  'diffie-hellman-group16-sha512',
  'diffie-hellman-group17-sha512',
  'diffie-hellman-group18-sha512',
] as const;
const WAYS = ['publickey', 'password', 'keyboard-interactive'] as const;

export type HostKeyAlgorithm = (typeof HOST_KEYS)[number];
export type Way = (typeof WAYS)[number];

/** Bits below which OpenSSH takes no RSA key, whatever is configured. */
const RSA_MINIMUM = 1024;

export interface SshRestrictions {
  readonly hostKeys: readonly HostKeyAlgorithm[];
  readonly macs: readonly (typeof MACS)[number][];
  /** Of what ssh2 offers by itself, what is not to be. */
  readonly refusedCiphers: readonly (typeof CIPHERS)[number][];
  readonly refusedKex: readonly (typeof KEX)[number][];
  /** For signatures with one's own keys; undefined: all but RSA with SHA-1. */
  readonly signatures: readonly string[] | undefined;
  readonly rsaBits: number;
  /** Ways to log in. */
  readonly ways: readonly Way[];
  /** 4 or 6; undefined: both. */
  readonly family: 4 | 6 | undefined;
  /** Where connections come from. */
  readonly localAddress: string | undefined;
  /** Options that leave the built-in client nothing to choose from. */
  readonly empty: readonly string[];
}

export function restrictionsFrom(config: SshConfig): SshRestrictions {
  const option = (name: string) => config.get(name)?.at(0);
  const allowed = (name: string) => option(name)?.split(',');
  const kept = <Name extends string>(name: string, ours: readonly Name[]) =>
    ours.filter((each) => allowed(name)?.includes(each) ?? true);
  const [ciphers, kex] = [kept('ciphers', CIPHERS), kept('kexalgorithms', KEX)];
  const [hostKeys, macs] = [kept('hostkeyalgorithms', HOST_KEYS), kept('macs', MACS)];
  const lists = { ciphers, kexalgorithms: kex, hostkeyalgorithms: hostKeys, macs };
  const family = option('addressfamily');
  return {
    hostKeys,
    macs,
    refusedCiphers: CIPHERS.filter((each) => !ciphers.includes(each)),
    refusedKex: KEX.filter((each) => !kex.includes(each)),
    signatures: allowed('pubkeyacceptedalgorithms'),
    rsaBits: Math.max(RSA_MINIMUM, Number(option('requiredrsasize') ?? 0)),
    ways: waysFrom(option),
    family: family === 'inet' ? 4 : family === 'inet6' ? 6 : undefined,
    localAddress: option('bindaddress'),
    empty: Object.entries(lists).flatMap(([name, list]) => (list.length === 0 ? [name] : [])),
  };
}

const SWITCHES: Readonly<Record<Way, string>> = {
  publickey: 'pubkeyauthentication',
  password: 'passwordauthentication',
  'keyboard-interactive': 'kbdinteractiveauthentication',
};

function waysFrom(option: (name: string) => string | undefined): readonly Way[] {
  const preferred = option('preferredauthentications')?.split(',');
  return WAYS.filter((way) => {
    const value = option(SWITCHES[way]);
    return value !== 'no' && value !== 'false' && (preferred?.includes(way) ?? true);
  });
}

/** Why a key of one's own is not to be used; undefined: it may be. */
export function whyNotUsed(key: Buffer, { signatures, rsaBits, ways }: SshRestrictions): string | undefined {
  if (!ways.includes('publickey')) return 'ssh_config lets no keys be used';
  const type = keyType(key);
  if (isShort(key, rsaBits)) return `RequiredRSASize is ${rsaBits}`;
  const names = type === 'ssh-rsa' ? ['rsa-sha2-256', 'rsa-sha2-512', 'ssh-rsa'] : [type];
  const isAllowed = signatures === undefined || names.some((name) => signatures.includes(name));
  return isAllowed ? undefined : `PubkeyAcceptedAlgorithms leaves ${type} out`;
}

/** Whether an RSA key may sign with this hash. */
export function mayHash(hash: unknown, { signatures }: SshRestrictions): boolean {
  const name = hash === 'sha256' ? 'rsa-sha2-256' : hash === 'sha512' ? 'rsa-sha2-512' : 'ssh-rsa';
  return signatures === undefined ? name !== 'ssh-rsa' : signatures.includes(name);
}

/** Whether it is an RSA key of fewer bits. */
export function isShort(key: Buffer, bits: number): boolean {
  return keyType(key) === 'ssh-rsa' && modulusBits(key) < bits;
}

/** Type, exponent, modulus, each after its length (RFC 4253, section 6.6); the first byte may be zero. */
function modulusBits(key: Buffer): number {
  let offset = 0;
  for (let skipped = 0; skipped < 2; skipped++) offset += 4 + key.readUInt32BE(offset);
  const modulus = key.subarray(offset + 4, offset + 4 + key.readUInt32BE(offset));
  return BigInt(`0x${modulus.toString('hex') || '0'}`).toString(2).length;
}
