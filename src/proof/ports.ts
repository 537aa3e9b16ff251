// The ports of a node that are nobody's business. Alone in its file, because it is known where nothing is asked yet.

/** Where a Substrate node listens by default: JSON-RPC, JSON-RPC over HTTP before polkadot v0.9.43, Prometheus. */
export const NODE_PORTS: readonly number[] = [9944, 9933, 9615];
