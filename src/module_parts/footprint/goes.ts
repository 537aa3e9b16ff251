// What goes with an endpoint, and what stays and why: from what a host has, and from what is wished. Pure.

import { type ProxyName, proxyNames } from '../proxies.js';
import { byTurn, type FilesByTurn } from './by_turn.js';
import type { Found } from './look.js';
import {
  certificateOf,
  goingCertificates,
  goingFolders,
  goingLineages,
  isCertificate,
  isOf,
  SHARED,
  stateOf,
} from './own_things.js';
import { goingFirewall, goingPackages, isInstalledByUs } from './shared_things.js';

export interface Wish {
  /** By their names. undefined: all of a host. */
  readonly endpoints: readonly string[] | undefined;
  /** Those that are to be there, whatever is there by now, with certbot's names of their certificates. */
  readonly stays: readonly { readonly name: string; readonly lineage?: string | undefined }[];
  readonly packages: boolean;
  readonly certificates: 'keep' | 'delete' | 'revoke';
}

/** In the order in which the role removal does it. */
export interface Goes extends FilesByTurn {
  readonly endpoints: readonly string[];
  /** mod_qos goes out of Apache before the library that it is loaded with. */
  readonly qos: boolean;
  /** The watch of the nodes is stopped before its files go. */
  readonly watch: boolean;
  /** Proxies that serve nothing else, and that hostwright installed. */
  readonly stops: readonly ProxyName[];
  readonly reloads: readonly ProxyName[];
  /** The test of what is left. */
  readonly validate: string;
  readonly firewall: 'enabled' | 'disabled';
  readonly rules: readonly string[];
  /** Certbot's names of certificates. */
  readonly lineages: readonly string[];
  readonly packages: readonly string[];
  /** Where they are empty; what is in another comes first. */
  readonly folders: readonly string[];
  /** Sentences. */
  readonly stays: readonly string[];
}

export function nothingGoes({ ufw }: Found): Goes {
  return {
    ...byTurn([]),
    endpoints: [],
    qos: false,
    watch: false,
    stops: [],
    reloads: [],
    validate: 'true',
    firewall: ufw,
    rules: [],
    lineages: [],
    packages: [],
    folders: [],
    stays: [],
  };
}

/** Why an endpoint cannot go without others; undefined: it can. A site that is to stay is written anew without it. */
export function obstacleTo({ sites }: Found, { endpoints, stays }: Wish): string | undefined {
  const going = endpoints?.map(stemOf) ?? [];
  const shares =
    stays.length > 0 ? undefined : sites.find(({ stem, paths }) => going.includes(stem) && paths > 1);
  if (!shares) return undefined;
  return `the site of ${shares.stem} passes on ${shares.paths} paths, which are several endpoints: take it out of the list endpoints in the inventory, and apply`;
}

/** The stem of the name: the endpoint without a name is called by its own. */
export function stemOf(name: string): string {
  return name === SHARED ? SHARED : `${SHARED}-${name}`;
}

export function goesWith(found: Found, wish: Wish): Goes {
  const all = [...new Set(found.sites.map(({ stem }) => stem))];
  const wished = wish.endpoints?.map(stemOf);
  // A path of another one's site has none of its own, but may have files: the nodes that are watched for it.
  const hasFiles = (stem: string) =>
    found.named.some((path) => isOf(path, [stem], []) && !isCertificate(path));
  const going = wished?.filter((stem) => all.includes(stem) || hasFiles(stem)) ?? all;
  const left = found.sites.filter(({ stem }) => !going.includes(stem));
  const isLast = wish.stays.length === 0 && left.length === 0;
  const kin = wish.stays.flatMap(({ lineage }) => lineage ?? []);
  const lineages = goingLineages(found, { going, isLast }).filter((name) => !kin.includes(name));
  const paths = found.named.filter((path) => isLast || isOf(path, going, lineages));
  const served = new Set(left.flatMap((site) => site.certificates));
  const kept = (path: string) =>
    isCertificate(path) && (wish.certificates === 'keep' || served.has(certificateOf(path)));
  const certificates = isLast ? [] : goingCertificates(found, going);
  const renewals =
    wish.certificates === 'keep' ? lineages.map((name) => `/etc/letsencrypt/renewal/${name}.conf`) : [];
  const files = [
    ...new Set([...paths, ...paths.flatMap((path) => stateOf(path, found)), ...certificates]),
  ].filter((path) => !kept(path));
  const turns = byTurn([...files, ...renewals]);
  const here = proxyNames.filter((proxy) => found.installed.has(proxy));
  const stops = here.filter(
    (proxy) =>
      isLast &&
      files.length > 0 &&
      isInstalledByUs(found, proxy) &&
      found.others.every((one) => one.proxy !== proxy),
  );
  const firewall = isLast ? goingFirewall(found) : { state: found.ufw, rules: [] };
  return {
    ...turns,
    endpoints: going,
    qos: turns.apache_libraries.length > 0 && found.hasQos,
    watch: turns.files.includes('/etc/systemd/system/hostwright-wss-nodes.timer'),
    stops,
    reloads: here.filter((proxy) => !stops.includes(proxy)),
    validate: testOf(here),
    firewall: firewall.state,
    rules: firewall.rules,
    lineages: wish.certificates === 'keep' ? [] : lineages,
    packages: wish.packages && isLast ? goingPackages(found, { lineages, wish }) : [],
    folders: isLast ? goingFolders(found) : [],
    stays: staying(found, wish, { going, all, left: left.map(({ stem }) => stem), isLast, stops, lineages }),
  };
}

/** haproxy reads the folders as long as the drop-in that names them is there. */
const testOfProxy: Readonly<Record<ProxyName, string>> = {
  nginx: 'nginx -t',
  apache2: 'apache2ctl -t',
  haproxy:
    'haproxy -c -q -f /etc/haproxy/haproxy.cfg $([ ! -e /etc/systemd/system/haproxy.service.d/hostwright-wss.conf ] || echo -f /etc/haproxy/conf.d -f /etc/haproxy/sites-enabled)',
};

export function testOf(here: readonly ProxyName[]): string {
  const tests = here.map((proxy) => testOfProxy[proxy]);
  return tests.length === 0 ? 'true' : `sh -c '${tests.join(' && ')}'`;
}

interface Outcome {
  readonly going: readonly string[];
  readonly all: readonly string[];
  readonly left: readonly string[];
  readonly isLast: boolean;
  readonly stops: readonly ProxyName[];
  readonly lineages: readonly string[];
}

function staying(
  found: Found,
  { endpoints, packages, certificates, stays }: Wish,
  outcome: Outcome,
): readonly string[] {
  const { going, left, isLast, stops } = outcome;
  if (endpoints !== undefined && going.length === 0) {
    const there = left.length === 0 ? 'there is none' : `there are ${[...new Set(left)].join(', ')}`;
    return stays.length > 0 ? [] : [`no site of ${endpoints.map(stemOf).join(', ')} is here: ${there}`];
  }
  const toStay = stays.map(({ name }) => stemOf(name));
  const others = found.others.map(({ proxy, path }) => `${proxy} goes on serving what ${path} says`);
  const kept = found.named.filter(isCertificate);
  return [
    ...(isLast ? [] : [`what the proxy needs for ${[...new Set([...left, ...toStay])].join(', ')} stays`]),
    ...(isLast ? others : []),
    ...(certificates === 'keep' && kept.length + outcome.lineages.length > 0
      ? ['certificates and keys stay; none is renewed any more']
      : []),
    ...(isLast && stops.length > 0 && !packages
      ? [`${stops.join(' and ')} stays installed, and is stopped`]
      : []),
    ...(isLast && packages && !found.hasRecord
      ? ['packages stay: no record says which of them hostwright installed']
      : []),
  ];
}
