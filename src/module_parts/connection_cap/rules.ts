// The rules of a cap as nft reads them, and the unit that loads them. Pure.

import { createHash } from 'node:crypto';
import { isIP } from 'node:net';

export const PATH = '/etc/hostwright-wss.nft';
export const UNIT = 'hostwright-wss-cap.service';
export const UNIT_PATH = `/etc/systemd/system/${UNIT}`;
export const BOOT_LINK = `/etc/systemd/system/sysinit.target.wants/${UNIT}`;

/** How many connections one source may have open to the ports, and who is not counted. */
export interface Cap {
  readonly per_source: number;
  readonly ports: readonly number[];
  readonly exempt: readonly string[];
}

/** One rule for each family counts. */
export const LOADED_LINES = 2;

/**
 * Only new connections are looked at, so those that are open when the rules are loaded live on, uncounted. A refusal is an
 * answer (RST), so that a client of good will does not wait. A source beyond the 65,536 that are remembered is let in.
 */
export function rulesText({ per_source: most, ports, exempt }: Cap): string {
  const count = (family: string, key: string) =>
    `    tcp dport { ${ports.join(', ')} } ct state new add @${family} { ${key} ct count over ${most} } reject with tcp reset`;
  const body = [
    '  set sources4 { type ipv4_addr; size 65536; flags dynamic; }',
    '  set sources6 { type ipv6_addr; size 65536; flags dynamic; }',
    '  chain input {',
    '    type filter hook input priority filter - 5; policy accept;',
    ...exempt.map(
      (source) => `    ${isIP(source.split('/')[0] ?? '') === 6 ? 'ip6' : 'ip'} saddr ${source} accept`,
    ),
    count('sources4', 'ip saddr'),
    count('sources6', 'ip6 saddr & ffff:ffff:ffff:ffff::'),
    '  }',
  ].join('\n');
  const mark = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return `# How many connections one IPv4 address, or one IPv6 /64, may have open. Written by hostwright; changes made here are undone.
table inet hostwright_wss
delete table inet hostwright_wss
table inet hostwright_wss {
  comment "hostwright ${mark}"
${body}
}
`;
}

/** Before the network is there, as a firewall has to be (systemd.special(7), network-pre.target). */
export const unitText = `# Loads /etc/hostwright-wss.nft. Written by hostwright; changes made here are undone.
[Unit]
Description=Cap of connections of one source to the wss:// endpoint
DefaultDependencies=no
Wants=network-pre.target
Before=network-pre.target shutdown.target
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f ${PATH}
ExecReload=/usr/sbin/nft -f ${PATH}
ExecStop=/usr/sbin/nft delete table inet hostwright_wss

[Install]
WantedBy=sysinit.target
`;
