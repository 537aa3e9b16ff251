// What js-libp2p 3 wants of Node 22, and the hosts of a lab lack: Debian 12 has Node 18, Debian 13 has Node 20.

Promise.withResolvers ??= function withResolvers() {
  const settle = {};
  const promise = new this((resolve, reject) => Object.assign(settle, { resolve, reject }));
  return { promise, ...settle };
};

globalThis.CustomEvent ??= class CustomEvent extends Event {
  constructor(type, options = {}) {
    super(type, options);
    this.detail = options.detail ?? null;
  }
};
