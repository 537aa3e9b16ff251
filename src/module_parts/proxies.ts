// The proxies that can be in front of a node. What setup asks, capacities, removal and errors know of them comes from here, and what
// the roles know is held to it: test/playbooks/proxies.test.ts. Pure.

interface Proxy {
  /** As people call it. */
  readonly title: string;
  /** What speaks for it or against it, for whoever chooses. */
  readonly about: string;
  /** Ports that it has to have beside the endpoint's: its package listens there, or the endpoint sends clients on from there. */
  readonly ports: readonly number[];
  /**
   * KiB that a client takes, TLS and buffers included, rounded up from what was measured with 500 idle WebSockets on Debian 12
   * and 13 (test/lab/publish/capacity.test.ts holds the proxies to it).
   */
  readonly memory: number;
}

const described = {
  nginx: { title: 'nginx', about: 'carries more connections with less', ports: [80], memory: 96 },
  apache2: { title: 'Apache', about: 'keeps a thread busy for each client', ports: [80, 443], memory: 192 },
  haproxy: { title: 'haproxy', about: 'renews certificates without a reload', ports: [80], memory: 96 },
} as const satisfies Readonly<Record<string, Proxy>>;

export type ProxyName = keyof typeof described;

export const proxies: Readonly<Record<ProxyName, Proxy>> = described;

export const proxyNames = Object.keys(described) as readonly ProxyName[] as readonly [
  ProxyName,
  ...ProxyName[],
];

export function isProxy(program: unknown): program is ProxyName {
  return proxyNames.some((name) => name === program);
}

/** `nginx, Apache and haproxy`, or as variables call them. */
export function everyProxy(last: 'and' | 'or', how: 'name' | 'title' = 'title'): string {
  const words = proxyNames.map((name) => (how === 'name' ? name : proxies[name].title));
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
