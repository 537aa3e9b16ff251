// The state of a handshake of Noise_XX_25519_ChaChaPoly_SHA256 (noiseprotocol.org, revision 34, section 5).

import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import { NotSpoken } from './channel.js';

/** 32 bytes, so it is its own hash. */
const NAME = 'Noise_XX_25519_ChaChaPoly_SHA256';
const TAG = 16;
const nothing = Buffer.alloc(0);

/** One direction, once both sides have the key. */
export interface Cipher {
  encrypt(text: Uint8Array, about?: Buffer): Buffer;
  /** @throws NotSpoken where it was not made with the same key */
  decrypt(text: Buffer, about?: Buffer): Buffer;
}

export class Handshake {
  private hash: Buffer = Buffer.from(NAME);
  private chain: Buffer = this.hash;
  private cipher: Cipher | undefined;

  constructor() {
    // The prologue, which is empty.
    this.mix(nothing);
  }

  /** What both sides have seen goes into the hash. @returns it */
  mix(bytes: Buffer): Buffer {
    this.hash = createHash('sha256').update(this.hash).update(bytes).digest();
    return bytes;
  }

  mixKey(secret: Buffer): void {
    const [chain, key] = twoKeys(this.chain, secret);
    this.chain = chain;
    this.cipher = cipherOf(key);
  }

  /** As it is, before there is a key. */
  encrypt(text: Buffer): Buffer {
    return this.mix(this.cipher?.encrypt(text, this.hash) ?? text);
  }

  decrypt(text: Buffer): Buffer {
    const plain = this.cipher?.decrypt(text, this.hash) ?? text;
    this.mix(text);
    return plain;
  }

  /** For what who began sends, and for what the other one sends. */
  split(): readonly [Cipher, Cipher] {
    const [first, second] = twoKeys(this.chain, nothing);
    return [cipherOf(first), cipherOf(second)];
  }
}

function twoKeys(chain: Buffer, secret: Buffer): readonly [Buffer, Buffer] {
  const hmac = (key: Buffer, ...parts: readonly Uint8Array[]) =>
    createHmac('sha256', key).update(Buffer.concat(parts)).digest();
  const base = hmac(chain, secret);
  const first = hmac(base, Buffer.from([1]));
  return [first, hmac(base, first, Buffer.from([2]))];
}

function cipherOf(key: Buffer): Cipher {
  let count = 0n;
  // Each message has a number of its own, in its order.
  const nonce = () => {
    const bytes = Buffer.alloc(12);
    bytes.writeBigUInt64LE(count, 4);
    count += 1n;
    return bytes;
  };
  const kind = 'chacha20-poly1305';
  const options = { authTagLength: TAG };
  return {
    encrypt(text, about = nothing) {
      const cipher = createCipheriv(kind, key, nonce(), options).setAAD(about, {
        plaintextLength: text.length,
      });
      return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    },
    decrypt(text, about = nothing) {
      if (text.length < TAG) throw new NotSpoken('it sent something that is not encrypted');
      const length = text.length - TAG;
      const cipher = createDecipheriv(kind, key, nonce(), options);
      cipher.setAAD(about, { plaintextLength: length }).setAuthTag(text.subarray(length));
      try {
        return Buffer.concat([cipher.update(text.subarray(0, length)), cipher.final()]);
      } catch {
        throw new NotSpoken('it sent something that is encrypted with another key');
      }
    },
  };
}
