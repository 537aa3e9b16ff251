// Who a peer is: its public key, and the peer ID that is made of it (libp2p specs, peer-ids).

import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { base58btc } from 'multiformats/bases/base58';
import { NotSpoken } from './channel.js';
import { bytesField, numberField, readFields } from './protobuf.js';

/** The number of a kind of key in libp2p's PublicKey. */
const ED25519 = 1;

/** A key in libp2p's own form, as a peer shows it. */
export interface PeerKey {
  /** base58, as it stands in a multiaddress. */
  readonly peerId: string;
  /** undefined: of another kind than Ed25519, which every Substrate node has. */
  readonly key: KeyObject | undefined;
}

export function readPeerKey(encoded: Buffer): PeerKey {
  const fields = readFields(encoded);
  const [kind] = fields.get(1)?.[0] ?? [];
  const [data] = fields.get(2) ?? [];
  const isKnown = kind === ED25519 && data?.length === 32;
  return { peerId: peerIdOf(encoded), key: isKnown ? publicKey('Ed25519', data) : undefined };
}

/** Ed25519 public key, 32 bytes, in libp2p's form. */
export function encodeKey(raw: Buffer): Buffer {
  return Buffer.concat([numberField(1, ED25519), bytesField(2, raw)]);
}

/** Short keys stand in the ID themselves, long ones by their SHA-256. */
export function peerIdOf(encoded: Buffer): string {
  const isShort = encoded.length <= 42;
  const content = isShort ? encoded : createHash('sha256').update(encoded).digest();
  const multihash = Buffer.concat([Buffer.from([isShort ? 0x00 : 0x12, content.length]), content]);
  return base58btc.baseEncode(multihash);
}

export function isSigned(key: KeyObject, text: Buffer, signature: Buffer): boolean {
  return verify(null, text, key, signature);
}

export function rawKey(key: KeyObject): Buffer {
  return Buffer.from(String(key.export({ format: 'jwk' }).x), 'base64url');
}

/** @throws NotSpoken for bytes that are no key */
export function publicX25519(raw: Buffer): KeyObject {
  if (raw.length !== 32) throw new NotSpoken('it sent a key that is none');
  return publicKey('X25519', raw);
}

function publicKey(crv: 'X25519' | 'Ed25519', raw: Buffer): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv, x: raw.toString('base64url') }, format: 'jwk' });
}
