// Noise XX as libp2p speaks it (libp2p specs, noise): after it the other side has shown whose peer ID it has, and all is
// encrypted. Node's own crypto does the work; js-libp2p judges it (test/proof/libp2p.test.ts).

import { diffieHellman, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Channel, NotSpoken, readerOf } from './channel.js';
import { encodeKey, isSigned, publicX25519, rawKey, readPeerKey } from './identity.js';
import { type Cipher, Handshake } from './noise_state.js';
import { bytesField, readFields } from './protobuf.js';

/** What a peer signs, so that its key of this connection is known for its own. */
const SIGNED = 'noise-libp2p-static-key:';
/** Bytes of a message, its tag included. */
const MAX_MESSAGE = 65535;
const TAG = 16;

export interface Secured extends Channel {
  readonly peerId: string;
}

/** @throws NotSpoken where the other side cannot show that it has the key of its peer ID */
export async function secure(channel: Channel): Promise<Secured> {
  const state = new Handshake();
  const [ephemeral, fixed] = [generateKeyPairSync('x25519'), generateKeyPairSync('x25519')];
  const shared = (own: KeyObject, other: Buffer) =>
    diffieHellman({ privateKey: own, publicKey: publicX25519(other) });

  // -> e
  writeMessage(channel, state.mix(rawKey(ephemeral.publicKey)), state.encrypt(Buffer.alloc(0)));

  // <- e, ee, s, es
  const message = await readMessage(channel);
  const theirs = state.mix(message.subarray(0, 32));
  state.mixKey(shared(ephemeral.privateKey, theirs));
  const theirFixed = state.decrypt(message.subarray(32, 32 + 32 + TAG));
  state.mixKey(shared(ephemeral.privateKey, theirFixed));
  const peerId = peerIn(state.decrypt(message.subarray(32 + 32 + TAG)), theirFixed);

  // -> s, se
  const ownFixed = rawKey(fixed.publicKey);
  const shown = state.encrypt(ownFixed);
  state.mixKey(shared(fixed.privateKey, theirs));
  writeMessage(channel, shown, state.encrypt(introduction(ownFixed)));
  const [sending, receiving] = state.split();
  return { peerId, ...secured(channel, sending, receiving) };
}

/** A key of our own, for this connection alone. */
function introduction(ownFixed: Buffer): Buffer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const signature = sign(null, Buffer.concat([Buffer.from(SIGNED), ownFixed]), privateKey);
  return Buffer.concat([bytesField(1, encodeKey(rawKey(publicKey))), bytesField(2, signature)]);
}

function peerIn(payload: Buffer, theirFixed: Buffer): string {
  const fields = readFields(payload);
  const [encoded, signature] = [fields.get(1)?.[0], fields.get(2)?.[0]];
  if (encoded === undefined || signature === undefined) throw new NotSpoken('it does not say who it is');
  const { peerId, key } = readPeerKey(encoded);
  if (key === undefined) throw new NotSpoken('its key is of another kind than Ed25519');
  if (!isSigned(key, Buffer.concat([Buffer.from(SIGNED), theirFixed]), signature))
    throw new NotSpoken(`it says that it is ${peerId}, and cannot show it`);
  return peerId;
}

function secured(channel: Channel, sending: Cipher, receiving: Cipher): Channel {
  const next = async () => receiving.decrypt(await readMessage(channel));
  return {
    read: readerOf(next),
    write(bytes) {
      for (let at = 0; at < bytes.length; at += MAX_MESSAGE - TAG)
        writeMessage(channel, sending.encrypt(bytes.subarray(at, at + MAX_MESSAGE - TAG)));
    },
  };
}

async function readMessage(channel: Channel): Promise<Buffer> {
  const length = (await channel.read(2)).readUInt16BE();
  return channel.read(length);
}

function writeMessage(channel: Channel, ...parts: readonly Buffer[]): void {
  const message = Buffer.concat(parts);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  channel.write(Buffer.concat([length, message]));
}
