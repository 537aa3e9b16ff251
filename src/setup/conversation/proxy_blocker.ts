// Whose ports a proxy would need: why it cannot be used on a host. Pure.

import { type ProxyName, proxies } from '../../module_parts/proxies.js';
import { isKept, ownerOf } from './host_report.js';
import type { Case } from './question.js';

/**
 * As a clause; undefined: it can be used. One that serves nothing but the endpoint hands its ports over to the other (role
 * handover).
 */
export function proxyBlocker(
  name: ProxyName,
  { hostReport, known }: Pick<Case, 'hostReport' | 'known'>,
): string | undefined {
  const { ports, title } = proxies[name];
  const kept = ports.find((number) => isKept(hostReport, name, number));
  if (kept !== undefined) return `port ${kept} belongs to another site of ${title}`;
  const taken = ports.find((number) => (ownerOf(hostReport, number) ?? name) !== name);
  const owner = taken === undefined ? undefined : ownerOf(hostReport, taken);
  const before = hostReport.proxies.find((proxy) => proxy.name === owner);
  const handsOver = before?.name === known.proxy && before?.sites.length === 0;
  return owner === undefined || handsOver ? undefined : `port ${taken} belongs to ${owner}`;
}
