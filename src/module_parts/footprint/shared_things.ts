// What the last endpoint of a host leaves behind that others may use too: packages, and the rules of a firewall. Pure.

import { type ProxyName, proxyNames } from '../proxies.js';
import type { Found } from './look.js';

/** Packages that the shipped playbook asks for, and what keeps them: what they do for others. */
const asked: Readonly<Record<string, (found: Found, keeps: Keeps) => boolean>> = {
  ...Object.fromEntries(
    proxyNames.map((name) => [name, ({ others }: Found) => others.some(({ proxy }) => proxy === name)]),
  ),
  'libapache2-mod-qos': () => false,
  openssl: () => false,
  certbot: (_, { certbot }) => certbot,
  'python3-certbot-nginx': (_, { certbot }) => certbot,
  'python3-certbot-apache': (_, { certbot }) => certbot,
  nftables: () => false,
  ufw: (found) => goingFirewall(found).state === 'enabled',
};

interface Keeps {
  /** Certificates are kept, or there are some that are not ours: purged, certbot would take all of them along. */
  readonly certbot: boolean;
}

/** Recorded as new when only such were asked for, and none of them does something for others. */
export function goingPackages(
  found: Found,
  {
    lineages,
    wish,
  }: { readonly lineages: readonly string[]; readonly wish: { readonly certificates: string } },
): readonly string[] {
  const certbot = found.renewed.some((name) => wish.certificates === 'keep' || !lineages.includes(name));
  const goes = (name: string) => asked[name]?.(found, { certbot }) === false;
  return found.recorded.flatMap(({ kind, name, with: along }) =>
    kind === 'package' && found.installed.has(name) && (along ?? name).split(' ').every(goes) ? [name] : [],
  );
}

export function isInstalledByUs({ recorded }: Found, proxy: ProxyName): boolean {
  return recorded.some(({ kind, name }) => kind === 'package' && name === proxy);
}

/** A firewall that we switched on is switched off where nobody else has a rule in it. */
export function goingFirewall({ recorded, rules, ufw }: Found): {
  readonly state: 'enabled' | 'disabled';
  readonly rules: readonly string[];
} {
  const made = new Set(
    recorded.flatMap(({ kind, name }) => (kind === 'rule' ? [name.replace(/^ufw /, '')] : [])),
  );
  const ours = rules.filter((rule) => made.has(rule));
  const isOff = ufw === 'disabled' || (made.has('--force enable') && ours.length === rules.length);
  return { state: isOff ? 'disabled' : 'enabled', rules: ours };
}
