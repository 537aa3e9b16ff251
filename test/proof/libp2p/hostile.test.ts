// What a peer may send: one that is not who it says it is shows, and no bytes of a stranger end the program.

import { diffieHellman, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Channel, NotSpoken, readerOf, readVarint, varint } from '../../../src/proof/libp2p/channel.js';
import { identify } from '../../../src/proof/libp2p/identify.js';
import { encodeKey, peerIdOf, publicX25519, rawKey } from '../../../src/proof/libp2p/identity.js';
import { agreeOn } from '../../../src/proof/libp2p/multistream.js';
import { secure } from '../../../src/proof/libp2p/noise.js';
import { Handshake } from '../../../src/proof/libp2p/noise_state.js';
import { bytesField, readFields } from '../../../src/proof/libp2p/protobuf.js';

/** Two ends: what one writes, the other reads. */
function pair(): readonly [Channel, Channel] {
  const ends = [[], []] as [Buffer[], Buffer[]];
  const wakes = [() => undefined, () => undefined] as [() => void, () => void];
  const end = (own: 0 | 1): Channel => {
    const next = async () => {
      while (ends[own].length === 0) await new Promise<void>((resolve) => (wakes[own] = resolve));
      return ends[own].shift() ?? Buffer.alloc(0);
    };
    return {
      read: readerOf(next),
      write(bytes) {
        const other = own === 0 ? 1 : 0;
        ends[other].push(Buffer.from(bytes));
        wakes[other]();
      },
    };
  };
  return [end(0), end(1)];
}

/** Answers a handshake as the one that was dialled. @param signs what it signs with, and the key that it shows */
async function answerAs(channel: Channel, shown: KeyObject, signs: KeyObject): Promise<void> {
  const state = new Handshake();
  const message = async () => channel.read((await channel.read(2)).readUInt16BE());
  const [ephemeral, fixed] = [generateKeyPairSync('x25519'), generateKeyPairSync('x25519')];
  const theirs = state.mix((await message()).subarray(0, 32));
  state.decrypt(Buffer.alloc(0));
  const shared = (own: KeyObject) => diffieHellman({ privateKey: own, publicKey: publicX25519(theirs) });
  const first = state.mix(rawKey(ephemeral.publicKey));
  state.mixKey(shared(ephemeral.privateKey));
  const ownFixed = rawKey(fixed.publicKey);
  const second = state.encrypt(ownFixed);
  state.mixKey(shared(fixed.privateKey));
  const text = Buffer.concat([Buffer.from('noise-libp2p-static-key:'), ownFixed]);
  const payload = [bytesField(1, encodeKey(rawKey(shown))), bytesField(2, sign(null, text, signs))];
  const whole = Buffer.concat([first, second, state.encrypt(Buffer.concat(payload))]);
  channel.write(Buffer.concat([Buffer.from([whole.length >> 8, whole.length & 255]), whole]));
}

const own = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');

it('is who it can show to be', async () => {
  const [here, there] = pair();
  const [{ peerId }] = await Promise.all([secure(here), answerAs(there, own.publicKey, own.privateKey)]);
  expect(peerId).toBe(peerIdOf(encodeKey(rawKey(own.publicKey))));
});

it('is not who it cannot show to be', async () => {
  const [here, there] = pair();
  const asked = Promise.all([secure(here), answerAs(there, other.publicKey, own.privateKey)]);
  await expect(asked).rejects.toThrow(/^it says that it is 12D3KooW\w+, and cannot show it$/);
});

/** A stranger that says these bytes, and ends. */
function saying(bytes: Uint8Array): Channel {
  const rest = [Buffer.from(bytes)];
  const next = async () => {
    const some = rest.shift();
    if (some === undefined) throw new NotSpoken('it closed the connection');
    return some;
  };
  return { read: readerOf(next), write: () => undefined };
}

const greeting = Buffer.from('\x13/multistream/1.0.0\n');
const muxer = Buffer.from('\x0d/yamux/1.0.0\n');

it.each([
  ['multistream-select', (bytes: Uint8Array) => agreeOn('/noise', saying(bytes))],
  ['Noise', (bytes: Uint8Array) => secure(saying(bytes))],
  ['Noise, with a message of its length', (bytes: Uint8Array) => secure(saying(framed(bytes)))],
  ['identify', (bytes: Uint8Array) => identify(saying(Buffer.concat([greeting, muxer, bytes])))],
  ['a message of Protocol Buffers', async (bytes: Uint8Array) => readFields(Buffer.from(bytes))],
])('is told, whatever it sends for %s', async (_, ask) => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const error = await ask(bytes).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (error !== undefined) expect(error).toBeInstanceOf(NotSpoken);
    }),
  );
});

function framed(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}

it('reads lengths as they are written', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (length) => {
      expect(await readVarint(saying(varint(length)))).toBe(length);
    }),
  );
});
