// What goes with an endpoint, and what stays and why: from what a host has, and from what is wished. Pure.

import type { Found, ProxyName } from './look.js';
import { proxies } from './look.js';
import {
  certificateOf,
  goingCertificates,
  goingFolders,
  goingLineages,
  isCertificate,
  isOf,
  SHARED,
} from './own_things.js';
import { goingFirewall, goingPackages, isInstalledByUs } from './shared_things.js';

export interface Wish {
  /** undefined: all of a host. */
  readonly endpoint: string | undefined;
  readonly packages: boolean;
  readonly certificates: 'keep' | 'delete' | 'revoke';
}

/** In the order in which the role removal does it. */
export interface Goes {
  readonly endpoints: readonly string[];
  readonly nginx_files: readonly string[];
  readonly apache_files: readonly string[];
  /** mod_qos goes out of Apache before the library that it is loaded with. */
  readonly qos: boolean;
  readonly apache_libraries: readonly string[];
  readonly files: readonly string[];
  readonly cap: boolean;
  /** Proxies that serve nothing else, and that hostwright installed. */
  readonly stops: readonly ProxyName[];
  readonly reloads: readonly ProxyName[];
  /** The test of what is left. */
  readonly validate: string;
  readonly firewall: 'enabled' | 'disabled';
  readonly rules: readonly string[];
  /** Files that nobody reads any more when all that is done: no block takes them back. */
  readonly last_files: readonly string[];
  /** Certbot's names of certificates. */
  readonly lineages: readonly string[];
  readonly packages: readonly string[];
  /** Where they are empty; what is in another comes first. */
  readonly folders: readonly string[];
  /** Sentences. */
  readonly stays: readonly string[];
}

/** Why one endpoint cannot go alone; undefined: it can. */
export function obstacleTo({ sites }: Found, { endpoint }: Wish): string | undefined {
  const shares = sites.find(
    ({ stem, paths }) => endpoint !== undefined && stem === stemOf(endpoint) && paths > 1,
  );
  if (!shares) return undefined;
  return `the site of ${shares.stem} passes on ${shares.paths} paths, which are several endpoints: take it out of the list endpoints in the inventory, and apply`;
}

/** The stem of the name: the endpoint without a name is called by its own. */
export function stemOf(name: string): string {
  return name === SHARED ? SHARED : `${SHARED}-${name}`;
}

export function goesWith(found: Found, wish: Wish): Goes {
  const all = [...new Set(found.sites.map(({ stem }) => stem))];
  const going =
    wish.endpoint === undefined ? all : all.filter((stem) => stem === stemOf(wish.endpoint ?? ''));
  const isLast = wish.endpoint === undefined || (going.length > 0 && going.length === all.length);
  const left = found.sites.filter(({ stem }) => !going.includes(stem));
  const lineages = goingLineages(found, { going, isLast });
  const paths = found.named.filter((path) => isLast || isOf(path, going, lineages));
  const served = new Set(left.flatMap((site) => site.certificates));
  const kept = (path: string) =>
    isCertificate(path) && (wish.certificates === 'keep' || served.has(certificateOf(path)));
  const certificates = isLast ? [] : goingCertificates(found, going);
  const files = [...new Set([...paths, ...certificates])].filter((path) => !kept(path));
  const of = (test: RegExp) => files.filter((path) => test.test(path));
  const [logs, libraries] = [of(/^\/var\/log\//), of(/^\/etc\/apache2\/mods-/)];
  const [nginx, apache] = [of(/^\/etc\/nginx\//), of(/^(\/etc|\/var\/lib)\/apache2\/(?!mods-)/)];
  const late = of(/hostwright-acme-ca\.pem$/);
  const others = files.filter((path) => ![logs, libraries, nginx, apache, late].flat().includes(path));
  const renewals =
    wish.certificates === 'keep' ? lineages.map((name) => `/etc/letsencrypt/renewal/${name}.conf`) : [];
  const here = proxies.filter((proxy) => found.installed.has(proxy));
  const stops = here.filter(
    (proxy) =>
      isLast &&
      files.length > 0 &&
      isInstalledByUs(found, proxy) &&
      found.others.every((one) => one.proxy !== proxy),
  );
  const firewall = isLast ? goingFirewall(found) : { state: found.ufw, rules: [] };
  return {
    endpoints: going,
    nginx_files: inOrder(nginx),
    apache_files: inOrder(apache),
    qos: libraries.length > 0 && found.hasQos,
    apache_libraries: inOrder(libraries),
    files: [...others.filter((path) => !isCap(path)), ...renewals],
    cap: others.some(isCap),
    stops,
    reloads: here.filter((proxy) => !stops.includes(proxy)),
    validate: testOf(here),
    firewall: firewall.state,
    rules: firewall.rules,
    last_files: [...logs, ...late],
    lineages: wish.certificates === 'keep' ? [] : lineages,
    packages: wish.packages && isLast ? goingPackages(found, { lineages, wish }) : [],
    folders: isLast ? goingFolders(found) : [],
    stays: staying(found, wish, { going, all, left: left.map(({ stem }) => stem), isLast, stops, lineages }),
  };
}

/** What is enabled goes before what it leads to. */
function inOrder(paths: readonly string[]): readonly string[] {
  const rank = (path: string) => (path.includes('/sites-enabled/') ? 0 : path.includes('-enabled/') ? 1 : 2);
  return [...paths].sort((a, b) => rank(a) - rank(b));
}

/** The module connection_cap takes these away, and what the kernel has. */
function isCap(path: string): boolean {
  return path === '/etc/hostwright-wss.nft' || path.endsWith('/hostwright-wss-cap.service');
}

function testOf(here: readonly ProxyName[]): string {
  const tests = here.map((proxy) => (proxy === 'nginx' ? 'nginx -t' : 'apache2ctl -t'));
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
  { endpoint, packages, certificates }: Wish,
  outcome: Outcome,
): readonly string[] {
  const { going, left, isLast, stops } = outcome;
  if (endpoint !== undefined && going.length === 0) {
    const there = left.length === 0 ? 'there is none' : `there are ${[...new Set(left)].join(', ')}`;
    return [`no site of ${stemOf(endpoint)} is here: ${there}`];
  }
  const others = found.others.map(({ proxy, path }) => `${proxy} goes on serving what ${path} says`);
  const kept = found.named.filter(isCertificate);
  return [
    ...(isLast ? [] : [`what the proxy needs for ${[...new Set(left)].join(', ')} stays`]),
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
