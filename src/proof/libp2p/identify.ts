// What a peer says of itself (libp2p specs, identify): the addresses that it tells others, and what it is.

import { multiaddr } from '@multiformats/multiaddr';
import { type Channel, NotSpoken, readVarint } from './channel.js';
import { agreeOn } from './multistream.js';
import { readFields } from './protobuf.js';
import { openStream } from './yamux.js';

export interface Identified {
  /** Multiaddresses, as text. */
  readonly addresses: readonly string[];
  /** Such as `Parity Polkadot/v1.16.0`; null where it says nothing. Untrusted text. */
  readonly agent: string | null;
}

const MAX_MESSAGE = 64 * 1024;

/** @param channel that is secured */
export async function identify(channel: Channel): Promise<Identified> {
  await agreeOn('/yamux/1.0.0', channel);
  const stream = openStream(channel);
  await agreeOn('/ipfs/id/1.0.0', stream);
  const length = await readVarint(stream);
  if (length > MAX_MESSAGE) throw new NotSpoken('it says more of itself than anybody reads');
  const fields = readFields(await stream.read(length));
  return {
    addresses: (fields.get(2) ?? []).map(addressText),
    agent: fields.get(6)?.[0]?.toString() ?? null,
  };
}

function addressText(bytes: Buffer): string {
  try {
    return multiaddr(bytes).toString();
  } catch {
    return `an address that cannot be read (${bytes.toString('hex')})`;
  }
}
