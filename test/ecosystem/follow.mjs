// What a user of a chain does, by the ecosystem's own client: connects, reads, and follows new heads for as long as it can.

/**
 * The same in Node and on a page: `api` is what @polkadot/api exports. `tell` is called with everything seen so far,
 * whenever there is more. The client connects again by itself, so only the counts show that a connection was lost.
 */
export async function follow({ ApiPromise, WsProvider }, endpoint, tell) {
  const seen = { connections: 0, losses: 0, heads: [] };
  const add = (more) => tell(Object.assign(seen, more));
  const provider = new WsProvider(endpoint);
  provider.on('connected', () => add({ connections: seen.connections + 1 }));
  provider.on('disconnected', () => add({ losses: seen.losses + 1 }));
  const api = await ApiPromise.create({ provider, noInitWarn: true });
  const { specName, specVersion } = api.runtimeVersion;
  const chain = String(await api.rpc.system.chain());
  // Executed by the runtime itself. No storage query: the published bundles cannot make one (util$1 is undefined).
  const slotSeconds = Number(await api.call.auraApi.slotDuration()) / 1000;
  add({ chain, runtime: `${specName} ${specVersion}`, slotSeconds });
  await api.rpc.chain.subscribeNewHeads(({ number }) => add({ heads: [...seen.heads, Number(number)] }));
}
