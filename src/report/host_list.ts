// Several hosts in few words.

import { visible } from './escape.js';

/** More names than this are counted. */
const named = 12;

/** `web-1, web-2`, `all 40 hosts`, `all 40 hosts but web-9`, `a, b, ... and 25 more`. */
export function hostsText(hosts: readonly string[], all: readonly string[]): string {
  if (hosts.length > 1 && hosts.length === all.length) return `all ${all.length} hosts`;
  const others = all.length > 4 && all.length - hosts.length <= 2 ? without(all, hosts) : [];
  if (others.length > 0) return `all ${all.length} hosts but ${others.map(visible).join(', ')}`;
  const names = hosts.slice(0, named).map(visible).join(', ');
  return hosts.length > named ? `${names} and ${hosts.length - named} more` : names;
}

function without(all: readonly string[], hosts: readonly string[]): string[] {
  const gone = new Set(hosts);
  return all.filter((host) => !gone.has(host));
}
